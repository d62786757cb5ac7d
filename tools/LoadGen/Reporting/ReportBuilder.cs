using FromScratch.LoadGen.Running;

namespace FromScratch.LoadGen.Reporting;

/// <summary>Sums up the threads and phases of a run.</summary>
public static class ReportBuilder
{
    public static LoadReport Build(LoadPlan plan, IReadOnlyList<PhaseResult> phases, string workload, ulong seed)
    {
        var measured = phases[^1];
        var gets = LatencyRecorder.New();
        var sets = LatencyRecorder.New();
        var all = LatencyRecorder.New();
        foreach (var thread in measured.Threads)
        {
            gets.Add(thread.Latencies.Gets);
            sets.Add(thread.Latencies.Sets);
        }
        all.Add(gets);
        all.Add(sets);

        var requests = measured.Threads.Sum(t => t.Requests);
        var keys = measured.Threads.Sum(t => t.Keys);
        var hits = measured.Threads.Sum(t => t.Tally.Hits);
        var misses = measured.Threads.Sum(t => t.Tally.Misses);
        var roundTrips = requests + measured.Threads.Sum(t => t.LookAsideSets);
        var threads = phases.SelectMany(p => p.Threads).ToList();
        return new LoadReport
        {
            Server = plan.Server.ToString(),
            Seed = seed,
            Workload = workload,
            Seconds = measured.Seconds,
            Requests = requests,
            Keys = keys,
            RequestsPerSecond = Ratio(requests, measured.Seconds),
            KeysPerSecond = Ratio(keys, measured.Seconds),
            Hits = hits,
            Misses = misses,
            MissRatio = Ratio(misses, hits + misses),
            Stored = measured.Threads.Sum(t => t.Tally.Stored),
            Refused = measured.Threads.Sum(t => t.Tally.Refused),
            WrongValues = threads.Sum(t => t.Tally.WrongValues),
            ErrorReplies = threads.Sum(t => t.Tally.ErrorReplies),
            FirstProblem = threads.Select(t => t.Tally.FirstProblem).FirstOrDefault(p => p.Length > 0) ?? "",
            Unsent = measured.Threads.Sum(t => t.Unsent),
            All = LatencyReport.From(all),
            Gets = LatencyReport.From(gets),
            Sets = LatencyReport.From(sets),
            ServerCpuUsPerRequest = Ratio(measured.ServerCpuNs / 1e3, roundTrips),
            GeneratorCpuUsPerRequest = Ratio(measured.Threads.Sum(t => t.ThreadCpuNs) / 1e3, roundTrips),
            ServerPeakRssBytes = plan.ServerPid is { } pid ? ProcessCpu.StatusBytes(pid, "VmHWM") : 0,
            ServerRssBytes = plan.ServerPid is { } id ? ProcessCpu.StatusBytes(id, "VmRSS") : 0,
        };
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
