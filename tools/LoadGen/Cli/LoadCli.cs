using System.CommandLine;
using System.CommandLine.Help;

namespace FromScratch.LoadGen.Cli;

/// <summary>The command line: one command per protocol.</summary>
public static class LoadCli
{
    public const int ExitBadOption = 2;

    /// <param name="args">Command line.</param>
    /// <param name="error">Takes the one line that says what is wrong with it.</param>
    public static int Run(string[] args, TextWriter error)
    {
        var root = new RootCommand("Load generator of FromScratch: open and closed loop, every reply checked.")
        {
            new CacheCommand(),
            new KeyValueCommand(),
        };
        var result = root.Parse(args);
        if (result.Errors.Count == 0 || result.Action is HelpAction)
            return result.Invoke(new InvocationConfiguration { Error = error });
        error.WriteLine($"fromscratch-load: {result.Errors[0].Message} (see --help)");
        return ExitBadOption;
    }
}
