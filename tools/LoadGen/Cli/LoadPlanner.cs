using FromScratch.LoadGen.Running;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Cli;

/// <summary>
/// Turns settings into a plan. Key indices: [0, keys) is the population, [keys, 2 keys) the fresh keys after a size shift, and
/// one-hit keys begin at 2 keys. Warm-up and measurement share one stream per thread, so the measurement goes on where the warm-up
/// stopped.
/// </summary>
public static class LoadPlanner
{
    private const int PrefillPipeline = 32;

    public static LoadPlan Plan(LoadSettings settings)
    {
        var format = new KeyFormat(settings.KeyPrefix, settings.KeySizeBytes);
        var shifted = settings.ShiftValueSizes ?? settings.ValueSizes;
        var dataset = new Dataset(format, settings.ValueSizes, shifted, settings.ShiftAfter > 0 ? settings.Keys : long.MaxValue);
        return new LoadPlan
        {
            Server = settings.Server,
            Connections = settings.Connections,
            Threads = settings.Threads,
            NewDriver = () => settings.Driver(dataset),
            Phases = [.. Phases(settings)],
            ServerPid = settings.ServerPid,
        };
    }

    private static IEnumerable<LoadPhase> Phases(LoadSettings settings)
    {
        if (settings.Prefill)
            yield return Prefill(settings);
        var sources = Enumerable.Range(0, settings.Threads).Select(thread => Mix(settings, thread)).ToList();
        if (settings.WarmupRequests > 0)
            yield return Mixed(settings, "warm-up", sources, null, settings.WarmupRequests, false);
        else if (settings.Warmup > TimeSpan.Zero && settings.Requests != 0)
            yield return Mixed(settings, "warm-up", sources, settings.Warmup, null, false);
        yield return Mixed(settings, "measure", sources, settings.Requests is null ? settings.Duration : null, settings.Requests, true);
    }

    private static LoadPhase Prefill(LoadSettings settings) => new()
    {
        Name = "prefill",
        Sources = [.. Enumerable.Range(0, settings.Threads)
            .Select(i => new PrefillSource(settings.Keys * i / settings.Threads, settings.Keys * (i + 1) / settings.Threads))],
        Pipeline = PrefillPipeline,
    };

    private static LoadPhase Mixed(
        LoadSettings settings, string name, List<MixSource> sources, TimeSpan? duration, long? requests, bool measured) => new()
        {
            Name = name,
            Sources = sources,
            Pipeline = settings.Pipeline,
            RatePerSecond = settings.RatePerSecond,
            Duration = duration,
            RequestsPerThread = requests is { } count ? (count + settings.Threads - 1) / settings.Threads : null,
            LookAside = settings.LookAside,
            Measured = measured,
        };

    private static MixSource Mix(LoadSettings settings, int thread)
    {
        var distribution = settings.KeyDistribution.Create(settings.Keys, thread, settings.Threads, 2 * settings.Keys);
        if (settings.ScanEvery > 0)
            distribution = new PeriodicScanKeys(distribution, settings.Keys, settings.ScanEvery, settings.ScanLength);
        if (settings.ShiftAfter > 0)
            distribution = new ShiftedKeys(distribution, settings.ShiftAfter / settings.Threads, settings.Keys);
        var random = new SeededRandom(settings.Seed + (ulong)thread);
        return new MixSource(distribution, random, settings.LookAside ? 0 : settings.Ratio.SetShare, settings.MultiGet);
    }
}
