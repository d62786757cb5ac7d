using System.CommandLine;
using System.Diagnostics;
using FromScratch.Simulation.World;

namespace FromScratch.Simulator;

/// <summary>Breaks each rule on purpose and looks how many histories it takes to find out: the test of the simulation itself.</summary>
internal static class MutateCommand
{
    private static readonly Option<ulong> s_seed = new("--seed") { Description = "Of the first history", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> s_histories = new("--histories")
    {
        Description = "Per rule, at most",
        DefaultValueFactory = _ => 20_000,
    };

    private static readonly Option<string> s_rule = new("--rule") { Description = "Only this one", DefaultValueFactory = _ => "" };

    public static Command Create()
    {
        var command = new Command("mutate", "Break each rule on purpose; exit code 1 when one is not found.")
        {
            s_seed, s_histories, s_rule,
        };
        command.SetAction(line => Mutate(line.GetValue(s_seed), line.GetValue(s_histories), line.GetValue(s_rule)!));
        return command;
    }

    private static int Mutate(ulong seed, int histories, string only)
    {
        var missed = 0;
        foreach (var name in Mutations.Names.Where(name => only.Length == 0 || name == only))
        {
            var watch = Stopwatch.StartNew();
            var what = Find(name, seed, histories);
            missed += what is null ? 1 : 0;
            what ??= $"NOT FOUND in {histories} histories";
            Console.WriteLine($"{name,-22} {watch.Elapsed.TotalSeconds,6:F1} s  {what}");
        }

        Console.WriteLine(missed == 0 ? "every broken rule was found" : $"{missed} broken rules were not found");
        return missed == 0 ? 0 : 1;
    }

    /// <summary>By the history written for the rule where there is one, else by chance.</summary>
    private static string? Find(string rule, ulong seed, int histories)
    {
        if (Mutations.Play(rule) is { } played)
            return $"as written: {played}";
        return Mutations.Find(rule, seed, histories) is { } found
            ? $"seed {found.Seed} (history {found.Seed - seed + 1}): {found.Violation!.Split('\n')[0]}"
            : null;
    }
}
