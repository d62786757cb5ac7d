using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Eviction;

internal static class PolicyFactory
{
    public static EvictionPolicy Create(EvictionPolicyKind kind, PageMemory memory, KeyHasher hasher) => kind switch
    {
        EvictionPolicyKind.Lru => new LruPolicy(memory),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such eviction policy."),
    };
}
