using FsCheck.Xunit;

namespace FromScratch.Core.Tests;

public sealed class SeededRandomTests
{
    /// <summary>The generator's published test values for seed 1234567.</summary>
    [Fact]
    public void Numbers_are_those_of_SplitMix64()
    {
        var random = new SeededRandom(1234567);
        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL],
            [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
    }

    [Property]
    public bool Numbers_stay_in_their_range(ulong seed, int min, int max)
    {
        if (min >= max)
            return Record.Exception(() => new SeededRandom(seed).NextInt32(min, max)) is ArgumentOutOfRangeException;
        var random = new SeededRandom(seed);
        return Enumerable.Range(0, 100).All(_ =>
            random.NextInt32(min, max) is var n && n >= min && n < max && random.NextDouble() is >= 0 and < 1);
    }

    [Fact]
    public void Every_value_of_a_small_range_comes_up_about_as_often()
    {
        var random = new SeededRandom(1);
        var counts = new int[10];
        for (var i = 0; i < 100_000; i++)
            counts[random.NextInt32(10)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
        Assert.InRange(Enumerable.Range(0, 100_000).Count(_ => random.Chance(0.25)), 24_000, 26_000);
    }

    [Fact]
    public void Filling_covers_every_length_and_repeats_with_the_seed()
    {
        for (var length = 0; length < 20; length++)
        {
            var first = new byte[length];
            var second = new byte[length];
            new SeededRandom(7).Fill(first);
            new SeededRandom(7).Fill(second);
            Assert.Equal(first, second);
            Assert.True(length < 4 || first.AsSpan().IndexOfAnyExcept((byte)0) >= 0);
        }
    }
}
