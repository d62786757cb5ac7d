using System.Globalization;
using FromScratch.LoadGen.Reporting;

namespace FromScratch.Compare.Driving;

/// <summary>
/// One line of the result: our side, the peer's (null when it is not installed), and figures of the scenario's own. A ratio is ours
/// to theirs, the median over rounds of the ratio within a round: neighbours in time share the machine's mood.
/// </summary>
public sealed record Comparison(string Scenario, Side Ours, Side? Peer, IReadOnlyList<(string Name, double Ratio)> Extra)
{
    /// <summary>The line for scripts; null without a peer.</summary>
    public string? ResultLine()
    {
        if (Peer is null)
            return null;
        List<(string Name, double Ratio)> ratios = [
            ("throughput_ratio", RoundRatio(r => r.RequestsPerSecond)),
            ("cpu_per_op_ratio", RoundRatio(r => r.ServerCpuUsPerRequest)),
            ("p99_ratio", RoundRatio(r => r.All.P99Us)),
            ("rss_ratio", (double)Ours.RssBytes / Peer.RssBytes),
            .. Extra];
        var text = ratios.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Name}={r.Ratio:F3}"));
        return $"RESULT {Scenario} {Peer.Name} {string.Join(' ', text)}";
    }

    public double RoundRatio(Func<LoadReport, double> figure) =>
        Peer is null ? double.NaN : Statistics.Median(Ours.Rounds.Zip(Peer.Rounds, (ours, theirs) => figure(ours) / figure(theirs)));
}
