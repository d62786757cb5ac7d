using System.CommandLine;
using FromScratch.Cli.KeyValue;
using FromScratch.Cli.Log;
using FromScratch.Log;
using FromScratch.Log.Format;

namespace FromScratch.Cli;

/// <summary>The command line.</summary>
public static class CliCommand
{
    public static RootCommand Create(TextWriter output) =>
        new("Asks and operates the FromScratch servers, and checks the files that they write.") { Log(output), KvCommand.Create(output) };

    private static Command Log(TextWriter output) => new("log", "Write-ahead logs; reads only, also beside a running server")
    {
        Dump(output),
        Check(output),
    };

    private static Command Dump(TextWriter output)
    {
        var path = PathArgument();
        var hex = new Option<bool>("--hex") { Description = "Show payloads as hexadecimal digits" };
        var preview = new Option<int>("--preview") { Description = "Bytes of each payload to show", DefaultValueFactory = _ => 48 };
        preview.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError("--preview must be 0 or more");
        });
        var command = new Command("dump", "Print every record; exit code as for check") { path, hex, preview };
        command.SetAction(parsed => Inspect(
            parsed.GetRequiredValue(path),
            new LogDump(output, parsed.GetValue(hex), parsed.GetValue(preview))));
        return command;
    }

    private static Command Check(TextWriter output)
    {
        var path = PathArgument();
        var command = new Command("check", "Verify every record; exit code 0 clean, 1 torn tail, 2 corrupt, 3 cannot be read") { path };
        command.SetAction(parsed => Inspect(parsed.GetRequiredValue(path), new LogCheck(output)));
        return command;
    }

    private static Argument<string> PathArgument() => new("path") { Description = "A segment file, or the directory of a log" };

    private static int Inspect(string path, ILogInspection inspection) => LogInspector.Inspect(path, inspection) switch
    {
        TailKind.Clean => ExitCodes.Clean,
        TailKind.Torn => ExitCodes.TornTail,
        _ => ExitCodes.Corrupt,
    };
}
