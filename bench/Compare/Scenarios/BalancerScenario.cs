using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Scenarios;

/// <summary>
/// wrk in front, nginx behind, in between ours, HAProxy, nginx and YARP as a proxy in turn. Only what is in between is measured.
/// Any response but 200, and any error of a socket, ends the comparison.
/// </summary>
internal sealed class BalancerScenario(string name, string description, BalancerMode mode, string path) : IScenario
{
    public string Name => name;

    public string Description => description;

    public int Connections { get; init; } = 64;

    /// <summary>A connection per request.</summary>
    public bool Closes { get; init; }

    /// <summary>So many more connect anew for each request meanwhile: not counted, but the processor time is theirs too.</summary>
    public int Newcomers { get; init; }

    public async Task<IReadOnlyList<Comparison>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        using var directory = new DataDirectory();
        await using var backEnd = await BackEnd.StartAsync(directory.Root, cancellation);
        var settings = new BalancerSettings(mode, backEnd.Port, directory.Root, bench.Threads);
        var servers = new List<ServerProcess>();
        try
        {
            foreach (var program in await ProgramsAsync(bench, cancellation))
                servers.Add(await ServerProcess.StartAsync(program, settings, cancellation));
            var sides = await MeasureAsync(bench, servers, cancellation);
            if (sides.Count == 1)
                return [new Comparison(name, sides[0], null, [])];
            return [.. sides.Skip(1).Select(peer => new Comparison(name, sides[0], peer, []))];
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }

    /// <summary>nginx passes TCP on only with a module that is a package of its own, and YARP does not: they take no part there.</summary>
    private async Task<IEnumerable<ServerProgram>> ProgramsAsync(Bench bench, CancellationToken cancellation)
    {
        if (mode == BalancerMode.Tcp)
            return bench.Programs;
        var yarp = await ServerPrograms.YarpAsync(cancellation);
        return BackEnd.Nginx is { } nginx
            ? [.. bench.Programs, new ServerProgram("nginx", nginx, "lb"), yarp]
            : [.. bench.Programs, yarp];
    }

    private async Task<IReadOnlyList<Side>> MeasureAsync(Bench bench, List<ServerProcess> servers, CancellationToken cancellation)
    {
        var reports = servers.Select(_ => new List<LoadGen.Reporting.LoadReport>()).ToList();
        for (var round = 0; round <= bench.Rounds; round++)
        {
            for (var turn = 0; turn < servers.Count; turn++)
            {
                // Each is first in some rounds: what one leaves running (a compiler, a collection) does not always meet the same neighbour.
                var i = (turn + round) % servers.Count;
                var server = servers[i];
                var report = await RunAsync(server, round == 0 ? 1 : bench.Seconds, cancellation);
                // The first round warms every side up.
                if (round == 0)
                    continue;
                reports[i].Add(report);
                bench.Say(Line(round, server.Program.Name, report));
            }
        }

        return [.. servers.Select((server, i) => new Side(server.Program.Name, reports[i], reports[i][^1].ServerPeakRssBytes))];
    }

    private async Task<LoadGen.Reporting.LoadReport> RunAsync(ServerProcess server, double seconds, CancellationToken cancellation)
    {
        var url = $"{(mode == BalancerMode.Tls ? "https" : "http")}://127.0.0.1:{server.Port}{path}";
        var storm = Newcomers > 0 ? new WrkLoad(url, Newcomers, seconds, closes: true).RunAsync(server, cancellation) : null;
        var report = await new WrkLoad(url, Connections, seconds, Closes).RunAsync(server, cancellation);
        if (storm is not null)
            await storm;
        return report;
    }

    private static string Line(int round, string server, LoadGen.Reporting.LoadReport report) => FormattableString.Invariant(
        $"  round {round} {server,-16} {report.RequestsPerSecond,9:N0}/s  p99 {report.All.P99Us,9:N0} us")
        + FormattableString.Invariant($"  CPU {report.ServerCpuUsPerRequest:F2} us/op");
}
