using System.Globalization;
using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Scenarios;

/// <summary>
/// A closed loop over a prefilled population of 20-byte keys and 100-byte values, each server with its log on the same file system.
/// </summary>
/// <param name="Name">Value of --scenario.</param>
/// <param name="Description">One line.</param>
/// <param name="Fsync">appendfsync of both sides.</param>
/// <param name="Workload">Options of fromscratch-load beside population and connections.</param>
/// <param name="Connections">How many.</param>
public sealed record DurableScenario(string Name, string Description, string Fsync, string Workload, int Connections = 50) : IScenario
{
    private const string Population = "--keys 500000 --value-size 100 --key-distribution zipf:0.99";

    public async Task<IReadOnlyList<Comparison>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        using var data = new DataDirectory();
        var settings = new KeyValueSettings(Fsync, data.Root, bench.Threads);
        var servers = new List<ServerProcess>();
        try
        {
            foreach (var program in bench.Programs)
            {
                servers.Add(await ServerProcess.StartAsync(program, settings, cancellation));
                await LoadClient.RunAsync(servers[^1], $"{Population} --prefill --requests 0", cancellation);
            }
            var before = await LogCounters.ReadAsync(servers[0].Port, cancellation);
            var connections = string.Create(CultureInfo.InvariantCulture, $"--connections {Connections}");
            var sides = await bench.AlternateAsync(servers, $"{Population} {connections} {Workload} {bench.Timing}", cancellation);
            var spent = await LogCounters.ReadAsync(servers[0].Port, cancellation) - before;
            var ours = sides[0] with { Note = spent.Describe(bench.LoadSeconds) };
            if (ours.Note.Length > 0)
                bench.Say($"  {ours.Name,-18} {ours.Note}");
            var comparison = new Comparison(Name, ours, sides.ElementAtOrDefault(1), []);
            return [comparison with { Extra = [("p999_ratio", comparison.RoundRatio(r => r.All.P999Us))] }];
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }
}
