using System.CommandLine;
using FromScratch.LoadGen.Drivers;

namespace FromScratch.LoadGen.Cli;

/// <summary>The options of <c>fromscratch-load kv</c>.</summary>
internal sealed class KeyValueCommand : Command
{
    private readonly CommonOptions _common = new("127.0.0.1:6379");

    public KeyValueCommand()
        : base("kv", HelpText.KeyValue)
    {
        foreach (var option in (Option[])[.. _common.Workload, .. _common.Reporting])
            Options.Add(option);
        SetAction((result, cancellation) =>
            Task.FromResult(_common.Run(result, _common.Read(result, dataset => new RespDriver(dataset)), cancellation)));
    }
}
