using System.CommandLine;
using FromScratch.Compare.Scenarios;
using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Cli;

/// <summary><c>-- kv</c>: fromscratch-kv beside Redis.</summary>
internal sealed class KeyValueCompareCommand : CompareCommand
{
    private const string Garnet = "garnet";

    private readonly Option<int> _logMegabytes = new("--log-mb")
    {
        Description = "Megabytes of log that the recovery scenario writes and loads",
        DefaultValueFactory = _ => 256,
    };

    public KeyValueCompareCommand()
        : base(ComparedServer.KeyValue, KeyValueScenarios.All, "I/O threads of ours, as Redis has one unless told otherwise", 1, Garnet)
    {
        _logMegabytes.Validators.Add(result => Between(result, _logMegabytes.Name, result.GetValueOrDefault<int>(), 1, 1024));
        Options.Add(_logMegabytes);
    }

    protected override async Task<ServerProgram?> PeerAsync(ParseResult result, CancellationToken cancellation) =>
        PeerName(result) == Garnet
            ? await ServerPrograms.GarnetAsync(cancellation)
            : await base.PeerAsync(result, cancellation);

    protected override async Task<Bench> PrepareAsync(ParseResult result, CancellationToken cancellation) =>
        await base.PrepareAsync(result, cancellation) with { LogMegabytes = result.GetValue(_logMegabytes) };
}
