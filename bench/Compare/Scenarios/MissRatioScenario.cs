using System.Globalization;
using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;
using FromScratch.LoadGen.Reporting;

namespace FromScratch.Compare.Scenarios;

/// <summary>
/// The same traces at equal process memory: the peer runs at -m 256 and its resident size is read; ours then gets the -m with which
/// its resident size is at most that. Managed runtime, index and buffers are thus part of our bill.
/// </summary>
public sealed class MissRatioScenario : IScenario
{
    private const int PeerMemoryMegabytes = 256;

    public string Name => "miss-ratio";

    public string Description => "misses of look-aside traces at equal process memory, ours with lru and with s3fifo";

    public async Task<IReadOnlyList<Comparison>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        var budgets = new EqualMemory(bench, PeerMemoryMegabytes);
        var comparisons = new List<Comparison>();
        foreach (var trace in MissTrace.All)
        {
            var peer = bench.Peer is null
                ? null
                : await EqualMemory.RunAsync(bench.Peer, new CacheSettings(PeerMemoryMegabytes, bench.Threads), trace, cancellation);
            Say(bench, trace, bench.Peer?.Name ?? "", peer, PeerMemoryMegabytes);
            var lru = await budgets.RunWithinAsync(trace, "lru", peer?.ServerRssBytes, cancellation);
            Say(bench, trace, $"{bench.Ours.Name} lru", lru.Report, lru.MemoryMegabytes);
            var s3Fifo = await budgets.RunWithinAsync(trace, "s3fifo", peer?.ServerRssBytes, cancellation);
            Say(bench, trace, $"{bench.Ours.Name} s3fifo", s3Fifo.Report, s3Fifo.MemoryMegabytes);
            comparisons.Add(Compare(bench, trace, peer, lru, s3Fifo));
        }
        return comparisons;
    }

    private static Comparison Compare(Bench bench, MissTrace trace, LoadReport? peer, EqualMemory.Run lru, EqualMemory.Run s3Fifo)
    {
        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"lru -m {lru.MemoryMegabytes}: {lru.Report.MissRatio:F4}, " +
            $"s3fifo -m {s3Fifo.MemoryMegabytes}: {s3Fifo.Report.MissRatio:F4} missed");
        var ours = new Side(bench.Ours.Name, [lru.Report], lru.Report.ServerRssBytes, note);
        if (peer is null)
            return new Comparison(trace.Name, ours, null, []);
        var peerNote = string.Create(CultureInfo.InvariantCulture, $"-m {PeerMemoryMegabytes}: {peer.MissRatio:F4} missed");
        return new Comparison(trace.Name, ours, new Side(bench.Peer!.Name, [peer], peer.ServerRssBytes, peerNote), [
            ("miss_ratio", lru.Report.MissRatio / peer.MissRatio),
            ("miss_ratio_s3fifo", s3Fifo.Report.MissRatio / peer.MissRatio),
            ("rss_ratio_s3fifo", (double)s3Fifo.Report.ServerRssBytes / peer.ServerRssBytes)]);
    }

    private static void Say(Bench bench, MissTrace trace, string name, LoadReport? report, int memoryMegabytes)
    {
        if (report is not null)
            bench.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"  {trace.Name,-18} {name,-26} -m {memoryMegabytes,-4} " +
                $"RSS {report.ServerRssBytes / 1048576.0:F1} MiB  missed {report.MissRatio:F4}"));
    }
}
