using System.Diagnostics.Metrics;
using FromScratch.Transport;
using FromScratch.Transport.Stats;

namespace FromScratch.Hosting.Metrics;

/// <summary>
/// A transport's counters as instruments of meter FromScratch.Transport, read when asked for. Dispose with the transport.
/// </summary>
public sealed class TransportMeter : IDisposable
{
    private readonly Meter _meter = new("FromScratch.Transport");

    public TransportMeter(Func<TransportStats> stats)
    {
        Gauge("connections.open", "{connection}", "Connections open now.", s => s.ConnectionsCurrent);
        Gauge("connections.limit", "{connection}", "Most connections that may be open.", s => s.ConnectionsMax);
        Gauge("input.buffered", "By", "Memory that incomplete requests hold.", s => s.InputBytes);
        Counter("connections.accepted", "{connection}", "Connections accepted.", s => s.Total.ConnectionsTotal);
        Counter("connections.rejected", "{connection}", "Connections closed at once because of the limit.", s => s.ConnectionsRejected);
        Counter("accept.pauses", "{pause}", "Times that accepting stopped for a moment.", s => s.AcceptPauses);
        Counter("handshakes.failed", "{handshake}", "TLS handshakes that failed.", s => s.HandshakesFailed);
        Counter("received", "By", "Bytes received.", s => s.Total.BytesRead);
        Counter("sent", "By", "Bytes sent.", s => s.Total.BytesWritten);
        Counter("reads", "{read}", "Receives that brought bytes.", s => s.Total.Reads);
        Counter("writes", "{write}", "Sends that took bytes.", s => s.Total.Writes);
        Counter("yields", "{yield}", "Turns that ended with work left over.", s => s.Total.Yields);
        Counter("ways.given", "{time}", "Times that a busy loop let other threads run before it waited.", s => s.Total.WaysGiven);
        _meter.CreateObservableCounter(Name("closes"), () => Closes(stats()), "{connection}", "Connections closed, by reason.");

        void Gauge(string name, string unit, string help, Func<TransportStats, long> read) =>
            _meter.CreateObservableGauge(Name(name), () => read(stats()), unit, help);

        void Counter(string name, string unit, string help, Func<TransportStats, long> read) =>
            _meter.CreateObservableCounter(Name(name), () => read(stats()), unit, help);
    }

    public void Dispose() => _meter.Dispose();

    private static string Name(string name) => "fromscratch.transport." + name;

    private static IEnumerable<Measurement<long>> Closes(TransportStats stats) =>
        from reason in Enum.GetValues<CloseReason>()
        select new Measurement<long>(stats.Total.ClosedBy(reason), new KeyValuePair<string, object?>("reason", reason.ToString()));
}
