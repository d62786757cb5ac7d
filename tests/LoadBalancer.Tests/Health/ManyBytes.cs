using FsCheck;
using FsCheck.Fluent;

namespace FromScratch.LoadBalancer.Tests.Health;

/// <summary>For FsCheck: arrays as long as the size says, of bytes of any value; they shrink as arrays do.</summary>
public static class ManyBytes
{
    public static Arbitrary<byte[]> Bytes() =>
        Arb.From(ArbMap.Default.GeneratorFor<byte>().ArrayOf(), ArbMap.Default.ArbFor<byte[]>().Shrinker);
}
