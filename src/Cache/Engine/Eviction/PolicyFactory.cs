using FromScratch.Cache.Engine.Memory;

namespace FromScratch.Cache.Engine.Eviction;

internal static class PolicyFactory
{
    public static EvictionPolicy Create(EvictionPolicyKind kind, PageMemory memory, KeyHasher hasher) => kind switch
    {
        EvictionPolicyKind.Lru => new LruPolicy(memory),
        EvictionPolicyKind.S3Fifo => new S3FifoPolicy(memory),
        EvictionPolicyKind.Lfu => new TinyLfuPolicy(memory, hasher),
        EvictionPolicyKind.Fifo => new FifoPolicy(memory),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such eviction policy."),
    };
}
