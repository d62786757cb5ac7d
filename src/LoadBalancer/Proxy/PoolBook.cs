using System.Runtime.CompilerServices;
using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>The pools of each server, one per loop, where the loops find each other's.</summary>
internal sealed class PoolBook
{
    private readonly ConditionalWeakTable<Server, LinkPool?[]> _pools = [];

    /// <summary>By loop index; a loop that has not asked the server yet has none.</summary>
    public LinkPool?[] Of(Server server, int loops) => _pools.GetValue(server, _ => new LinkPool?[loops]);
}
