namespace FromScratch.Compare.Scenarios;

/// <summary>A seeded look-aside trace: one connection asks for 100 keys at a time and stores what it missed, so the order is the same for every server.</summary>
/// <param name="Name">Scenario name in the result line.</param>
/// <param name="Workload">Options of fromscratch-load: population, sizes, distribution and length.</param>
public sealed record MissTrace(string Name, string Workload)
{
    private const string Driving = "--look-aside --connections 1 --multiget 100 --seed 42";

    public static IReadOnlyList<MissTrace> All { get; } = [
        new("miss-zipf", "--keys 3000000 --value-size 50-450 --key-distribution zipf:0.9 --warmup-requests 30000 --requests 30000"),
        new(
            "miss-onehit-scan",
            "--keys 3000000 --value-size 50-450 --key-distribution onehit:0.3:zipf:0.8 --scan-every 500000 --scan-length 100000"
            + " --warmup-requests 30000 --requests 30000"),
        new(
            "miss-size-shift",
            "--keys 3000000 --value-size 50-150 --key-distribution zipf:0.9 --shift-after 4500000 --shift-value-size 400-1200"
            + " --warmup-requests 30000 --requests 30000"),
    ];

    public string Options => $"{Driving} {Workload}";
}
