using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Balancing;

/// <summary>
/// Chooses among usable servers. One per backend and I/O loop, so it may keep state without locks; what it sees of servers' load is
/// shared by all loops.
/// </summary>
internal interface IBalancingPolicy
{
    /// <summary>Index of the server in the set, which has at least one. Whether the server has room is the caller's business.</summary>
    int Pick(ServerSet set, in PickRequest request, SeededRandom random);
}

internal static class Policies
{
    public static IBalancingPolicy Make(BackendConfig config) => config.Policy switch
    {
        BalancePolicy.RoundRobin => new SmoothRoundRobin(),
        BalancePolicy.LeastConnections => new LeastConnections(),
        BalancePolicy.PeakEwma => new PeakEwma(),
        BalancePolicy.Hash => new ConsistentHash(config.HashBalancePercent),
        BalancePolicy.Source => new SourceHash(),
        BalancePolicy.First => new FirstAvailable(config.ServerRequestsMax),
        _ => new RandomTwoChoices(),
    };
}
