namespace FromScratch.Compare.Scenarios;

/// <summary>All scenarios of <c>-- cache</c>, in the order they run.</summary>
public static class CacheScenarios
{
    public static IReadOnlyList<IScenario> All { get; } = [
        new ThroughputScenario("get-heavy", "9 gets to 1 set, 100-byte values, 50 connections, no pipelining", "--ratio 1:9 --pipeline 1"),
        new ThroughputScenario("get-heavy-p16", "the same, 16 requests per batch", "--ratio 1:9 --pipeline 16"),
        new ThroughputScenario("set-heavy-p16", "9 sets to 1 get, 16 requests per batch", "--ratio 9:1 --pipeline 16"),
        new ThroughputScenario("multiget-100", "gets of 100 keys each", "--ratio 0:1 --multiget 100"),
        new MemoryScenario(),
        new MissRatioScenario(),
        new TailScenario(),
    ];
}
