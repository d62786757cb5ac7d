using System.CommandLine;
using FromScratch.Simulation.World;

namespace FromScratch.Simulator;

/// <summary>One history again, with its transcript; one that fails with as few faults as it needs.</summary>
internal static class ReplayCommand
{
    private static readonly Option<ulong> s_seed = new("--seed") { Description = "Of the history", Required = true };
    private static readonly Option<SimProfile> s_profile = new("--profile")
    {
        Description = "As it was run",
        DefaultValueFactory = _ => SimProfile.Mixed,
    };

    private static readonly Option<bool> s_whole = new("--whole") { Description = "Keep all faults" };

    public static Command Create()
    {
        var command = new Command("replay", "Run one history again and print what happened.") { s_seed, s_profile, s_whole };
        command.SetAction(line => Replay(line.GetValue(s_seed), line.GetValue(s_profile), line.GetValue(s_whole)));
        return command;
    }

    private static int Replay(ulong seed, SimProfile profile, bool isWhole)
    {
        var options = SimOptions.FromSeed(seed).With(profile);
        var result = Runner.Run(seed, options, null, keepsTranscript: true);
        if (result.Violation is not null && !isWhole)
            result = Runner.Shrink(result, options);
        foreach (var line in result.Transcript)
            Console.WriteLine(line);
        Console.WriteLine(result.Violation is null ? $"seed {seed}: all was well" : $"seed {seed}: {result.Violation}");
        return result.Violation is null ? 0 : 1;
    }
}
