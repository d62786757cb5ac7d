using System.Text;
using FsCheck.Xunit;

namespace FromScratch.LoadGen.Tests;

public sealed class DatasetTests
{
    [Property]
    public bool A_key_is_its_prefix_and_its_padded_number(uint key)
    {
        var format = new KeyFormat("user:", 24);
        var bytes = new byte[24];
        format.Write(bytes, key);
        return Encoding.ASCII.GetString(bytes) == "user:" + key.ToString("D19");
    }

    [Fact]
    public void A_range_of_sizes_is_used_from_end_to_end()
    {
        Assert.True(ValueSizes.TryParse("50-150", out var sizes));
        var seen = Enumerable.Range(0, 100_000).Select(key => sizes.Of(key)).ToList();
        Assert.Equal(50, seen.Min());
        Assert.Equal(150, seen.Max());
        Assert.Equal(150, sizes.Max);
        Assert.InRange(seen.Average(), 99, 101);
    }

    [Fact]
    public void A_weighted_list_gives_each_size_its_share()
    {
        Assert.True(ValueSizes.TryParse("100:9,4000", out var sizes));
        var large = Enumerable.Range(0, 100_000).Count(key => sizes.Of(key) == 4000);
        Assert.InRange(large, 9_500, 10_500);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("10-")]
    [InlineData("20-10")]
    [InlineData("10,")]
    [InlineData("10:0")]
    [InlineData("1048577")]
    [InlineData("abc")]
    public void A_malformed_size_is_refused(string text) => Assert.False(ValueSizes.TryParse(text, out _));

    [Fact]
    public void Values_of_different_keys_differ()
    {
        var dataset = new Dataset(new KeyFormat("k", 20), ValueSizes.Fixed(100));
        var first = dataset.ValueOf(1).ToArray();
        Assert.Equal(first, dataset.ValueOf(1).ToArray());
        Assert.DoesNotContain(Enumerable.Range(2, 1000), key => dataset.ValueOf(key).SequenceEqual(first));
    }

    [Fact]
    public void Fresh_keys_after_a_shift_have_the_second_sizes()
    {
        var dataset = new Dataset(new KeyFormat("k", 20), ValueSizes.Fixed(100), ValueSizes.Fixed(900), 1000);
        Assert.Equal(100, dataset.SizeOf(999));
        Assert.Equal(900, dataset.ValueOf(1000).Length);
    }
}
