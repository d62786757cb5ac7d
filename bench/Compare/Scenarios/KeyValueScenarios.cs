namespace FromScratch.Compare.Scenarios;

/// <summary>All scenarios of <c>-- kv</c>, in the order they run.</summary>
public static class KeyValueScenarios
{
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new DurableScenario("set-always", "sets, synced before each answer, 50 connections, no pipelining", "always", "--ratio 1:0"),
        new DurableScenario("set-always-p16", "the same, 16 requests per batch", "always", "--ratio 1:0 --pipeline 16"),
        new DurableScenario("set-always-c1", "the same, one connection, one at a time", "always", "--ratio 1:0", Connections: 1),
        new DurableScenario("get-p1", "gets, 50 connections, no pipelining", "always", "--ratio 0:1"),
        new DurableScenario("get-p16", "the same, 16 requests per batch", "always", "--ratio 0:1 --pipeline 16"),
        new DurableScenario("mixed-p16", "as many sets as gets, 16 requests per batch", "always", "--ratio 1:1 --pipeline 16"),
        new DurableScenario("set-everysec", "sets, synced within a second, no pipelining", "everysec", "--ratio 1:0"),
        new RecoveryScenario(),
        new QuorumScenario(),
    ];
}
