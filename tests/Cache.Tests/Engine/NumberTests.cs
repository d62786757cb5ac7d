using FromScratch.Cache.Engine;

namespace FromScratch.Cache.Tests.Engine;

public sealed class NumberTests
{
    [Theory]
    [InlineData("10", 1UL, true, "9 ")]
    [InlineData("5", 9UL, true, "0")]
    [InlineData("99", 1UL, false, "100")]
    [InlineData("18446744073709551615", 1UL, false, "0                   ")]
    [InlineData(" 7", 1UL, false, "8 ")]
    [InlineData("5 x", 1UL, false, "6  ")]
    [InlineData("+5", 1UL, false, "6 ")]
    public void The_stored_text_is_what_memcached_stores(string before, ulong amount, bool decrement, string after)
    {
        using var engine = new TestEngine();
        engine.Store("n", before, flags: 3, expiry: engine.Now + 60);
        var cas = engine.Lookup("n")!.Cas;
        Assert.Equal(DeltaStatus.Ok, engine.Delta("n", amount, out var value, decrement));
        var found = engine.Lookup("n")!;
        Assert.Equal(after, found.Text);
        Assert.Equal(after.Trim(), value.ToString());
        Assert.Equal(3u, found.Flags);
        Assert.Equal(60, found.Info.TtlSeconds);
        Assert.NotEqual(cas, found.Cas);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("-5")]
    [InlineData("   ")]
    [InlineData("5x")]
    [InlineData("18446744073709551616")]
    [InlineData("000000000000000000001")]
    public void What_is_not_a_number_is_left_alone(string text)
    {
        using var engine = new TestEngine();
        engine.Store("n", text);
        Assert.Equal(DeltaStatus.NonNumeric, engine.Delta("n", 1, out _));
        Assert.Equal(text, engine.Lookup("n")!.Text);
    }

    [Fact]
    public void A_missing_number_is_made_only_on_request()
    {
        using var engine = new TestEngine();
        Assert.Equal(DeltaStatus.NotFound, engine.Delta("n", 1, out _));
        Assert.Equal(DeltaStatus.Vivified, engine.Delta("n", 1, out var value, initial: 13));
        Assert.Equal(13UL, value);
        Assert.Equal(DeltaStatus.Ok, engine.Delta("n", 1, out value, initial: 13));
        Assert.Equal(14UL, value);
    }

    [Fact]
    public void A_cas_condition_guards_a_number_too()
    {
        using var engine = new TestEngine();
        engine.Store("n", "1");
        var cas = engine.Lookup("n")!.Cas;
        Assert.Equal(DeltaStatus.Exists, engine.Delta("n", 1, out _, cas: cas + 1));
        Assert.Equal(DeltaStatus.Ok, engine.Delta("n", 1, out _, cas: cas, touch: engine.Now + 9));
        Assert.Equal(9, engine.Lookup("n")!.Info.TtlSeconds);
    }
}
