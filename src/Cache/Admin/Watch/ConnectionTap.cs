using System.Net;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Watch;

/// <summary>
/// Turns connections that come and go into lines of `watch connevents`. Called by whoever opens and closes sessions, on their I/O loop.
/// </summary>
public sealed class ConnectionTap(WatchHub hub)
{
    private const int AddressBytesMax = 64;

    public void Opened(IConnection connection)
    {
        if (!hub.Wants(WatchKinds.Connections))
            return;
        var line = new LogLine(stackalloc byte[LogLine.BytesMax]);
        line.Add("type=conn_new"u8);
        AddPeer(ref line, connection);
        line.Add(" cfd="u8, connection.Id);
        hub.Publish(WatchKinds.Connections, line.Written);
    }

    public void Closed(IConnection connection, CloseReason reason)
    {
        if (!hub.Wants(WatchKinds.Connections))
            return;
        var line = new LogLine(stackalloc byte[LogLine.BytesMax]);
        line.Add("type=conn_close"u8);
        AddPeer(ref line, connection);
        line.Add(" reason="u8);
        line.Add(NameOf(reason));
        line.Add(" cfd="u8, connection.Id);
        hub.Publish(WatchKinds.Connections, line.Written);
    }

    private static void AddPeer(ref LogLine line, IConnection connection)
    {
        line.Add(" rip="u8);
        if (connection.RemoteEndPoint is not IPEndPoint peer)
        {
            line.Add("unix rport=0 transport=local"u8);
            return;
        }

        Span<byte> address = stackalloc byte[AddressBytesMax];
        var shown = peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address;
        shown.TryFormat(address, out var written);
        line.Add(address[..written]);
        line.Add(" rport="u8, peer.Port);
        line.Add(" transport=tcp"u8);
    }

    private static ReadOnlySpan<byte> NameOf(CloseReason reason) => reason switch
    {
        CloseReason.PeerClosed or CloseReason.SessionClosed => "normal"u8,
        CloseReason.IdleTimeout => "idle_timeout"u8,
        CloseReason.Draining => "shutdown"u8,
        _ => "error"u8,
    };
}
