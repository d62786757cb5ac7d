namespace FromScratch.Compare.Scenarios;

/// <summary>
/// A seeded look-aside trace: one connection asks for 100 keys at a time and stores what it missed, so the order is the same for
/// every server.
/// </summary>
/// <param name="Name">Scenario name in the result line.</param>
/// <param name="Workload">Options of fromscratch-load: population, sizes, distribution and length.</param>
public sealed record MissTrace(string Name, string Workload)
{
    private const string Population = "--keys 2000000";

    /// <summary>About 2.5 times what -m 256 holds.</summary>
    private const string Values = $"{Population} --value-size 50-450";

    /// <summary>
    /// 12 million keys bring the cache into its steady state, the next 4 million are counted: with a shorter warm-up most misses are first
    /// requests, which no policy can save.
    /// </summary>
    private const string Length = "--warmup-requests 120000 --requests 40000";

    private const string Driving = "--look-aside --connections 1 --multiget 100 --seed 42";

    public static IReadOnlyList<MissTrace> All { get; } = [
        new("miss-zipf", $"{Values} --key-distribution zipf:0.9 {Length}"),
        new("miss-onehit-scan", $"{Values} --key-distribution onehit:0.3:zipf:0.8 --scan-every 500000 --scan-length 50000 {Length}"),
        new(
            "miss-size-shift",
            $"{Population} --value-size 50-150 --shift-after 14000000 --shift-value-size 400-1200 --key-distribution zipf:0.9 {Length}"),
    ];

    public string Options => $"{Driving} {Workload}";
}
