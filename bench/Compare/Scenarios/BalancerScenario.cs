using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Scenarios;

/// <summary>
/// wrk in front, nginx behind, in between ours, HAProxy, nginx and YARP as a proxy in turn. Only what is in between is measured.
/// Any response but 200, and any error of a socket, ends the comparison.
/// </summary>
internal sealed class BalancerScenario(string name, string description, BalancerMode mode, string path) : IScenario
{
    private const int Connections = 64;

    public string Name => name;

    public string Description => description;

    /// <summary>A connection per request.</summary>
    public bool Closes { get; init; }

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
        var scheme = mode == BalancerMode.Tls ? "https" : "http";
        for (var round = 0; round <= bench.Rounds; round++)
        {
            for (var i = 0; i < servers.Count; i++)
            {
                var server = servers[i];
                var load = new WrkLoad($"{scheme}://127.0.0.1:{server.Port}{path}", Connections, round == 0 ? 1 : bench.Seconds, Closes);
                var report = await load.RunAsync(server, cancellation);
                // The first round warms every side up.
                if (round == 0)
                    continue;
                reports[i].Add(report);
                var (rate, cpu) = (report.RequestsPerSecond, report.ServerCpuUsPerRequest);
                bench.Say(FormattableString.Invariant($"  round {round} {server.Program.Name,-16} {rate,9:N0}/s  CPU {cpu:F2} us/op"));
            }
        }

        return [.. servers.Select((server, i) => new Side(server.Program.Name, reports[i], reports[i][^1].ServerPeakRssBytes))];
    }
}
