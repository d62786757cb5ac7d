using System.CommandLine;
using System.Diagnostics;
using FromScratch.Simulation.World;

namespace FromScratch.Simulator;

/// <summary>Many histories, one seed after the other, until the count or the time is reached or something is wrong.</summary>
internal static class RunCommand
{
    private static readonly Option<ulong> s_seed = new("--seed") { Description = "Of the first history", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> s_histories = new("--histories") { Description = "How many", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<double> s_minutes = new("--minutes")
    {
        Description = "Instead: for how long",
        DefaultValueFactory = _ => 0,
    };

    private static readonly Option<SimProfile> s_profile = new("--profile")
    {
        Description = "Which faults there are most of",
        DefaultValueFactory = _ => SimProfile.Mixed,
    };

    private static readonly Option<int> s_threads = new("--threads") { Description = "Side by side", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("run", "Run many histories.") { s_seed, s_histories, s_minutes, s_threads, s_profile };
        command.SetAction(line =>
            Run(
                line.GetValue(s_seed), line.GetValue(s_histories), line.GetValue(s_minutes), line.GetValue(s_threads),
                line.GetValue(s_profile)));
        return command;
    }

    private static int Run(ulong firstSeed, int histories, double minutes, int threads, SimProfile profile)
    {
        var watch = Stopwatch.StartNew();
        var (next, done, operations) = (0L, 0L, 0L);
        SimResult? failed = null;
        var gate = new Lock();
        var workers = Enumerable.Range(0, Math.Max(1, threads)).Select(_ => new Thread(Work)).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        Console.WriteLine(
            $"from seed {firstSeed}: {done} histories, {operations} operations answered, {watch.Elapsed.TotalSeconds:F1} s, "
            + $"{done / watch.Elapsed.TotalSeconds:F0} histories/s, {(failed is null ? 0 : 1)} violations");
        return failed is null ? 0 : Tell(failed, profile);

        void Work()
        {
            while (Volatile.Read(ref failed) is null && IsMore(Interlocked.Increment(ref next) - 1, out var seed))
            {
                var result = Runner.Run(seed, profile);
                Interlocked.Add(ref operations, result.Operations);
                if (Interlocked.Increment(ref done) % 10_000 == 0)
                    Console.WriteLine($"{done} histories, {done / watch.Elapsed.TotalSeconds:F0}/s");
                if (result.Violation is null)
                    continue;
                lock (gate)
                    failed ??= result;
            }
        }

        bool IsMore(long number, out ulong seed)
        {
            seed = firstSeed + (ulong)number;
            return minutes > 0 ? watch.Elapsed.TotalMinutes < minutes : number < histories;
        }
    }

    private static int Tell(SimResult failed, SimProfile profile)
    {
        var least = Runner.Shrink(failed, SimOptions.FromSeed(failed.Seed).With(profile));
        Console.WriteLine($"VIOLATION with seed {failed.Seed}: {failed.Violation}");
        Console.WriteLine($"faults without which all is well ({least.Faults.Count} of {failed.Faults.Count}):");
        foreach (var fault in least.Faults)
            Console.WriteLine($"  {fault}");
        Console.WriteLine($"transcript: replay --seed {failed.Seed} --profile {profile}");
        return 1;
    }
}
