using System.CommandLine;
using System.CommandLine.Help;
using FromScratch.Compare.Scenarios;
using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Cli;

/// <summary>The command line: one command per kind of server.</summary>
internal static class CompareCli
{
    public const int ExitFailed = 1;
    public const int ExitBadOption = 2;

    /// <summary>Time for servers and generator to be stopped after Ctrl-C.</summary>
    private static readonly TimeSpan CleanUpMax = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Our servers beside the real ones: same load, in turn, every reply checked.")
        {
            new CompareCommand(ComparedServer.Cache, CacheScenarios.All, "Server threads (-t) of both sides", 2),
            new KeyValueCompareCommand(),
            new CompareCommand(ComparedServer.Balancer, BalancerScenarios.All, "I/O threads of each side", 2),
        };
        var result = root.Parse(args);
        if (result.Errors.Count > 0 && result.Action is not HelpAction)
        {
            await Console.Error.WriteLineAsync($"compare: {result.Errors[0].Message} (see --help)");
            return ExitBadOption;
        }
        return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = CleanUpMax });
    }
}
