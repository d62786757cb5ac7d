using System.Globalization;
using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Scenarios;

/// <summary>
/// Five million small items are live and every second request is a set that may evict: latency at a fixed rate, open loop, about half
/// of what the first installed peer can do in a closed loop with the same mix.
/// </summary>
public sealed class TailScenario : IScenario
{
    /// <summary>Memcached keeps about 5 million items of 20-byte keys and 30-byte values in this.</summary>
    private const int MemoryMegabytes = 640;
    private const string Population = "--keys 8000000 --key-size 20 --value-size 30 --connections 50";
    private const string Mix = "--ratio 1:1 --key-distribution uniform";

    public string Name => "tail";

    public string Description => "p99.9 at half the peer's capacity while 5 million small items are live and evicting";

    public async Task<IReadOnlyList<Comparison>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        var servers = new List<ServerProcess>();
        try
        {
            var notes = new List<string>();
            foreach (var program in bench.Programs)
            {
                servers.Add(await ServerProcess.StartAsync(program, new CacheSettings(MemoryMegabytes, bench.Threads), cancellation));
                await LoadClient.RunAsync(servers[^1], $"{Population} --prefill --requests 0", cancellation);
                var items = await ServerStats.ReadAsync(servers[^1], "curr_items", cancellation);
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{items:N0} items live"));
                bench.Say($"  {program.Name,-18} {notes[^1]}");
            }
            var rate = await HalfCapacityAsync(servers[^1], bench, cancellation);
            var sides = await bench.AlternateAsync(
                servers, $"{Population} {Mix} --rate {rate} {bench.Timing}", cancellation);
            var comparison = new Comparison(Name, Noted(sides, notes, 0)!, Noted(sides, notes, 1), []);
            return [comparison with { Extra = [("p999_ratio", comparison.RoundRatio(r => r.All.P999Us))] }];
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }

    private static async Task<long> HalfCapacityAsync(ServerProcess server, Bench bench, CancellationToken cancellation)
    {
        var closed = await LoadClient.RunAsync(server, $"{Population} {Mix} --warmup 1 --duration 3", cancellation);
        var rate = Math.Max(1000, (long)(closed.RequestsPerSecond / 2 / 1000) * 1000);
        bench.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"  {server.Program.Name} reaches {closed.RequestsPerSecond:N0}/s; both are asked {rate:N0}/s"));
        return rate;
    }

    private static Side? Noted(IReadOnlyList<Side> sides, List<string> notes, int index) =>
        index < sides.Count ? sides[index] with { Note = notes[index] } : null;
}
