using FromScratch.Compare.Driving;
using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Scenarios;

/// <summary>A closed loop over a prefilled population that fits into memory: rate, latency and CPU per request.</summary>
/// <param name="Name">Value of --scenario.</param>
/// <param name="Description">One line.</param>
/// <param name="Workload">Options of fromscratch-load beside <see cref="Population"/>.</param>
public sealed record ThroughputScenario(string Name, string Description, string Workload) : IScenario
{
    private const int MemoryMegabytes = 1024;
    private const string Population = "--keys 1000000 --value-size 100 --key-distribution zipf:0.99 --connections 50";

    public async Task<IReadOnlyList<Comparison>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        var sides = await bench.AlternateAsync(
            new CacheSettings(MemoryMegabytes, bench.Threads),
            $"{Population} --prefill --requests 0",
            $"{Population} {Workload} {bench.Timing}",
            cancellation);
        var comparison = new Comparison(Name, sides[0], sides.ElementAtOrDefault(1), []);
        return [comparison with { Extra = [("p999_ratio", comparison.RoundRatio(r => r.All.P999Us))] }];
    }
}
