using FsCheck.Xunit;

namespace FromScratch.LoadGen.Tests;

public sealed class KeyDistributionTests
{
    [Theory]
    [InlineData(0.6)]
    [InlineData(0.8)]
    [InlineData(0.99)]
    [InlineData(1.0)]
    [InlineData(1.3)]
    [InlineData(2.5)]
    public void Zipf_ranks_come_as_often_as_theory_says(double alpha)
    {
        const int Population = 1000;
        const int Draws = 1_000_000;
        var counts = new long[Population + 1];
        var zipf = new ZipfKeys(Population, alpha);
        var random = new SeededRandom(7);
        for (var i = 0; i < Draws; i++)
            counts[zipf.NextRank(random)]++;

        var weightSum = Enumerable.Range(1, Population).Sum(rank => Math.Pow(rank, -alpha));
        foreach (var rank in (int[])[1, 2, 3, 4, 5, 10, 30, 100, 300, 1000])
        {
            var expected = Draws * Math.Pow(rank, -alpha) / weightSum;
            // Five standard deviations of a Poisson count.
            Assert.InRange(counts[rank], expected - (5 * Math.Sqrt(expected)) - 1, expected + (5 * Math.Sqrt(expected)) + 1);
        }
    }

    [Fact]
    public void Zipf_over_one_key_always_draws_it()
    {
        var zipf = new ZipfKeys(1, 0.99);
        var random = new SeededRandom(1);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(0, zipf.Next(random)));
    }

    [Property]
    public bool Zipf_scatters_ranks_over_keys_without_collision(ushort size)
    {
        var population = size + 1;
        var zipf = new ZipfKeys(population, 1);
        var keys = Enumerable.Range(0, population).Select(rank => zipf.Scatter(rank)).ToHashSet();
        return keys.Count == population && keys.Min() == 0 && keys.Max() == population - 1;
    }

    [Fact]
    public void Uniform_keys_are_all_drawn_about_equally_often()
    {
        const int Population = 100;
        const int Draws = 1_000_000;
        var counts = new int[Population];
        var uniform = new UniformKeys(Population);
        var random = new SeededRandom(3);
        for (var i = 0; i < Draws; i++)
            counts[uniform.Next(random)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void Scan_goes_round_in_order()
    {
        var scan = new ScanKeys(3, 1);
        var random = new SeededRandom(1);
        Assert.Equal([1, 2, 0, 1], Enumerable.Range(0, 4).Select(_ => scan.Next(random)));
    }

    [Fact]
    public void One_hit_keys_have_their_share_and_never_repeat()
    {
        var mix = new OneHitMixKeys(new UniformKeys(1000), 0.3, 5000, 2);
        var random = new SeededRandom(11);
        var oneHits = Draw(mix, random, 100_000).Where(key => key >= 1000).ToList();
        Assert.InRange(oneHits.Count, 29_000, 31_000);
        Assert.Equal(oneHits.Count, oneHits.Distinct().Count());
        Assert.All(oneHits, key => Assert.Equal(0, (key - 5000) % 2));
    }

    [Fact]
    public void A_periodic_scan_reads_on_where_the_last_one_stopped()
    {
        var keys = Draw(new PeriodicScanKeys(new OneHitMixKeys(new UniformKeys(1), 1, 100, 1), 10, 3, 2), new SeededRandom(1), 10);
        Assert.Equal([100, 101, 102, 0, 1, 103, 104, 105, 2, 3], keys);
    }

    [Fact]
    public void A_shift_moves_to_fresh_keys_after_its_count()
    {
        Assert.Equal([0, 1, 12, 13], Draw(new ShiftedKeys(new ScanKeys(10, 0), 2, 10), new SeededRandom(1), 4));
    }

    [Theory]
    [InlineData("uniform")]
    [InlineData("scan")]
    [InlineData("zipf:0.99")]
    [InlineData("onehit:0.3:zipf:0.8")]
    public void A_distribution_reads_back_as_it_was_written(string text)
    {
        Assert.True(KeyDistributionSpec.TryParse(text, out var spec));
        Assert.Equal(text, spec!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("zipf")]
    [InlineData("zipf:0")]
    [InlineData("zipf:-1")]
    [InlineData("zipf:11")]
    [InlineData("zipf:x")]
    [InlineData("onehit:0.3")]
    [InlineData("onehit:1.5:uniform")]
    [InlineData("uniform:3")]
    public void A_malformed_distribution_is_refused(string text) => Assert.False(KeyDistributionSpec.TryParse(text, out _));

    private static List<long> Draw(IKeyDistribution keys, SeededRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => keys.Next(random))];
}
