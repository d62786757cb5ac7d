using System.CommandLine;
using System.CommandLine.Parsing;
using FromScratch.Compare.Driving;
using FromScratch.Compare.Reporting;
using FromScratch.Compare.Scenarios;
using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Cli;

/// <summary>One of our servers beside the one it stands in for: <c>-- cache</c>, <c>-- kv</c>.</summary>
internal class CompareCommand : Command
{
    private const int ExitCancelled = 130;

    private readonly ComparedServer _server;
    private readonly IReadOnlyList<IScenario> _all;
    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "Measured seconds per round and side",
        DefaultValueFactory = _ => 8,
    };
    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "Rounds per scenario; medians are printed",
        DefaultValueFactory = _ => 5,
    };
    private readonly Option<int> _threads = new("--threads");
    private readonly Option<string> _peer = new("--peer") { Description = "The real server" };
    private readonly Option<string?> _peerPath = new("--peer-path")
    {
        Description = "Its binary, when it is not the one on PATH",
        HelpName = "PATH",
    };
    private readonly Option<string?> _ours = new("--ours")
    {
        Description = "Our binary; by default the host is built first",
        HelpName = "PATH",
    };
    private readonly Option<HostBuild> _build = new("--build")
    {
        Description = "How to build ours: one native file, as for deployment (needs clang), or for the JIT",
        DefaultValueFactory = _ => HostBuild.Native,
    };
    private readonly Option<string[]> _scenarios = new("--scenario")
    {
        Description = "Only this scenario; may be repeated",
    };

    /// <param name="server">Ours and the peer.</param>
    /// <param name="scenarios">In the order they run.</param>
    /// <param name="threads">What --threads means.</param>
    /// <param name="threadsDefault">What it is when left out.</param>
    /// <param name="morePeers">Further values of --peer.</param>
    public CompareCommand(
        ComparedServer server, IReadOnlyList<IScenario> scenarios, string threads, int threadsDefault, params string[] morePeers)
        : base(server.LoadCommand, $"{server.OurName} beside {server.PeerName}:\n" + string.Join('\n', scenarios.Select(Line)))
    {
        _server = server;
        _all = scenarios;
        _threads.Description = threads;
        _threads.DefaultValueFactory = _ => threadsDefault;
        _peer.DefaultValueFactory = _ => server.PeerName;
        _peer.AcceptOnlyFromAmong([server.PeerName, .. morePeers]);
        _scenarios.AcceptOnlyFromAmong([.. scenarios.Select(s => s.Name)]);
        _seconds.Validators.Add(result => Between(result, _seconds.Name, result.GetValueOrDefault<double>(), 0.1, 3600));
        _rounds.Validators.Add(result => Between(result, _rounds.Name, result.GetValueOrDefault<int>(), 1, 100));
        _threads.Validators.Add(result => Between(result, _threads.Name, result.GetValueOrDefault<int>(), 1, 64));
        foreach (var option in (Option[])[_seconds, _rounds, _threads, _peer, _peerPath, _ours, _build, _scenarios])
            Options.Add(option);
        SetAction(RunAsync);
    }

    /// <summary>The other side; null when it is not installed.</summary>
    protected virtual Task<ServerProgram?> PeerAsync(ParseResult result, CancellationToken cancellation) =>
        Task.FromResult(ServerPrograms.Peer(_server, result.GetValue(_peerPath)));

    /// <summary>What is chosen by --peer.</summary>
    protected string PeerName(ParseResult result) => result.GetValue(_peer)!;

    /// <summary>What both sides are and how they are measured.</summary>
    protected virtual async Task<Bench> PrepareAsync(ParseResult result, CancellationToken cancellation)
    {
        var ours = await ServerPrograms.OursAsync(_server, result.GetValue(_ours), result.GetValue(_build), cancellation);
        var peer = await PeerAsync(result, cancellation);
        if (peer is null)
        {
            Console.WriteLine(
                $"{_server.PeerName} is not installed (Debian and Ubuntu: apt-get install {_server.PeerPackage}): " +
                "ours runs alone, without ratios");
        }

        Console.WriteLine($"ours: {ours.Path}; peer: {peer?.Path ?? "none"}");
        return new Bench(
            ours, peer, result.GetValue(_seconds), result.GetValue(_rounds), result.GetValue(_threads), Console.WriteLine);
    }

    protected static void Between(OptionResult result, string name, double value, double min, double max)
    {
        if (value < min || value > max)
            result.AddError($"{name} '{value}' is not allowed: expected {min}..{max}");
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellation)
    {
        try
        {
            var bench = await PrepareAsync(result, cancellation);
            var chosen = result.GetValue(_scenarios) ?? [];
            var comparisons = new List<Comparison>();
            foreach (var scenario in _all.Where(s => chosen.Length == 0 || chosen.Contains(s.Name)))
            {
                bench.Say($"{scenario.Name}: {scenario.Description}");
                comparisons.AddRange(await scenario.RunAsync(bench, cancellation));
            }
            ComparisonTable.Write(comparisons);
            foreach (var line in comparisons.Select(c => c.ResultLine()).OfType<string>())
                Console.WriteLine(line);
            return 0;
        }
        catch (CompareException failure)
        {
            await Console.Error.WriteLineAsync($"compare: {failure.Message}");
            return CompareCli.ExitFailed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("compare: cancelled");
            return ExitCancelled;
        }
    }

    private static string Line(IScenario scenario) => $"  {scenario.Name,-16}{scenario.Description}";
}
