using FsCheck.Xunit;

namespace FromScratch.LoadGen.Tests;

public sealed class SeededRandomTests
{
    [Property]
    public bool The_same_seed_gives_the_same_stream(ulong seed)
    {
        var (left, right) = (new SeededRandom(seed), new SeededRandom(seed));
        return Enumerable.Range(0, 100).All(_ => left.Next() == right.Next());
    }

    [Fact]
    public void Neighbouring_seeds_give_unrelated_streams()
    {
        var (left, right) = (new SeededRandom(1), new SeededRandom(2));
        Assert.DoesNotContain(Enumerable.Range(0, 1000), _ => left.Next() == right.Next());
    }

    [Property]
    public bool Bounded_numbers_stay_below_their_bound(ulong seed, uint bound)
    {
        var random = new SeededRandom(seed);
        return Enumerable.Range(0, 100).All(_ => random.NextBelow(bound + 1L) is >= 0 and var n && n <= bound);
    }

    [Fact]
    public void A_recorded_trace_can_be_replayed_by_later_versions()
    {
        var random = new SeededRandom(42);
        var zipf = new ZipfKeys(1_000_000, 0.9);
        Assert.Equal(GoldenTrace, Enumerable.Range(0, GoldenTrace.Length).Select(_ => zipf.Next(random)));
    }

    private static readonly long[] GoldenTrace = [887950, 134284, 166499, 743044, 0];
}
