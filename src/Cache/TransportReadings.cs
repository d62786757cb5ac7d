using FromScratch.Cache.Admin;
using FromScratch.Transport;
using FromScratch.Transport.Stats;

namespace FromScratch.Cache;

/// <summary>The transport as `stats` and `stats conns` see it.</summary>
internal sealed class TransportReadings : ITransportStats
{
    /// <summary>Set once the transport exists; the statistics need it before it can.</summary>
    public TransportServer? Server { get; set; }

    public TransportTotals Read()
    {
        if (Server is null)
            return default;
        var stats = Server.Stats();
        return new TransportTotals
        {
            CurrentConnections = stats.ConnectionsCurrent,
            Accepting = stats.ConnectionsCurrent < stats.ConnectionsMax,
            TotalConnections = stats.Total.ConnectionsTotal,
            RejectedConnections = stats.ConnectionsRejected,
            BytesRead = stats.Total.BytesRead,
            BytesWritten = stats.Total.BytesWritten,
            Yields = stats.Total.Yields,
            IdleKicks = stats.IdleKicks,
            AcceptPauses = stats.AcceptPauses,
            AcceptPausedMicroseconds = stats.AcceptPausedMicroseconds,
            HandshakesFailed = stats.HandshakesFailed,
        };
    }

    public IEnumerable<OpenConnection> Connections()
    {
        if (Server is null)
            return [];
        var listeners = Server.Listeners()
            .Select(static l => new OpenConnection(l.Id, null, l.Address, OpenConnectionState.Listening, l.AgeSeconds));
        return listeners.Concat(
            Server.Connections().Select(static c => new OpenConnection(c.Id, c.Remote, c.Local, StateOf(c.State), c.IdleSeconds)));
    }

    private static OpenConnectionState StateOf(ConnectionState state) => state switch
    {
        ConnectionState.Yielded => OpenConnectionState.Executing,
        ConnectionState.Paused => OpenConnectionState.Writing,
        ConnectionState.Closing or ConnectionState.Closed => OpenConnectionState.Closing,
        _ => OpenConnectionState.Reading,
    };
}
