using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;
using FromScratch.LoadGen.Reporting;

namespace FromScratch.Compare.Scenarios;

/// <summary>
/// Finds the -m with which our process stays within a given resident size. What a process costs beside its items hardly depends on
/// -m, so each try corrects -m by the whole difference, and a found budget is the next trace's first try.
/// </summary>
public sealed class EqualMemory(Bench bench, int firstTryMegabytes)
{
    private const int TriesMax = 4;
    private const int MegabytesMin = 16;
    private const long Megabyte = 1024 * 1024;

    /// <summary>Resident size wavers by a few pages from run to run: a try may exceed the allowance by this share.</summary>
    private const double ExcessShareMax = 0.003;

    /// <summary>A try that leaves more than this share of the allowance unused is repeated with more.</summary>
    private const double UnusedShareMax = 0.03;

    private readonly Dictionary<string, int> _budgets = [];

    /// <summary>A run and the -m it was made with.</summary>
    public sealed record Run(LoadReport Report, int MemoryMegabytes);

    /// <exception cref="CompareException">No -m keeps the process within the allowance.</exception>
    public async Task<Run> RunWithinAsync(MissTrace trace, string eviction, long? rssBytesMax, CancellationToken cancellation)
    {
        var megabytes = _budgets.GetValueOrDefault(eviction, _budgets.Values.DefaultIfEmpty(firstTryMegabytes).Last());
        Run? best = null;
        for (var i = 0; i < TriesMax; i++)
        {
            var report = await RunAsync(bench.Ours, new CacheSettings(megabytes, bench.Threads, eviction), trace, cancellation);
            var allowed = rssBytesMax ?? report.ServerRssBytes;
            var unused = allowed - report.ServerRssBytes;
            var fits = unused >= -ExcessShareMax * allowed;
            if (fits && (best is null || megabytes > best.MemoryMegabytes))
                best = new Run(report, megabytes);
            if (fits && unused <= UnusedShareMax * allowed)
                break;
            var next = Math.Max(MegabytesMin, megabytes + (int)Math.Floor((double)unused / Megabyte) - 1);
            if (next == megabytes)
                break;
            megabytes = next;
        }
        if (best is null)
            throw new CompareException($"{trace.Name}: no -m keeps {bench.Ours.Name} {eviction} within {rssBytesMax / Megabyte} MiB");
        _budgets[eviction] = best.MemoryMegabytes;
        return best;
    }

    /// <summary>Replays a trace against a fresh server.</summary>
    public static async Task<LoadReport> RunAsync(
        ServerProgram program, CacheSettings settings, MissTrace trace, CancellationToken cancellation)
    {
        var server = await ServerProcess.StartAsync(program, settings, cancellation);
        await using (server)
            return await LoadClient.RunAsync(server, trace.Options, cancellation);
    }
}
