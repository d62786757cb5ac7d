using System.Net;
using FromScratch.Cache.Admin;

namespace FromScratch.Cache.Tests.Admin;

internal sealed class FakeTransportStats : ITransportStats
{
    public TransportTotals Totals { get; set; } = new()
    {
        CurrentConnections = 2,
        Accepting = true,
        TotalConnections = 10,
        RejectedConnections = 1,
        BytesRead = 1000,
        BytesWritten = 2000,
        Yields = 3,
        IdleKicks = 4,
        AcceptPauses = 5,
        AcceptPausedMicroseconds = 6,
        HandshakesFailed = 7,
    };

    public TransportTotals Read() => Totals;

    public IEnumerable<OpenConnection> Connections() =>
    [
        new(1, null, new IPEndPoint(IPAddress.Loopback, 11211), OpenConnectionState.Listening, 60),
        new(7, new IPEndPoint(IPAddress.Loopback, 50000), new IPEndPoint(IPAddress.Loopback, 11211), OpenConnectionState.Reading, 5),
        new(
            8, new IPEndPoint(IPAddress.IPv6Loopback, 50001), new IPEndPoint(IPAddress.IPv6Loopback, 11211),
            OpenConnectionState.Executing, 0),
    ];
}
