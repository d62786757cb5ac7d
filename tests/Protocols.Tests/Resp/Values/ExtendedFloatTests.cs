using FromScratch.Protocols.Resp.Values;

namespace FromScratch.Protocols.Tests.Resp.Values;

/// <summary>The sums are those of redis-server 7.0 on x86-64.</summary>
public sealed class ExtendedFloatTests
{
    [Theory]
    [InlineData("10.50", "0.1", "10.6")]
    [InlineData("5.0e3", "2.0e2", "5200")]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("1.7", "1.3", "3")]
    [InlineData("0", "1e-17", "0.00000000000000001")]
    [InlineData("0", "1e-18", "0")]
    [InlineData("0", "-1e-20", "0")]
    [InlineData("0", "-0.0", "0")]
    [InlineData("-3", "0.25", "-2.75")]
    [InlineData("1", "1e20", "100000000000000000000")]
    [InlineData("1e19", "0.5", "10000000000000000000")]
    [InlineData("123456789.123456789", "0.000000001", "123456789.12345678999554366")]
    [InlineData("+1", "1", "2")]
    [InlineData("1", ".5", "1.5")]
    [InlineData("1", "5.", "6")]
    [InlineData("0", "1E5", "100000")]
    [InlineData("3", "0x10", "19")]
    [InlineData("0", "0x1.8p3", "12")]
    [InlineData("0", "0x1p-5", "0.03125")]
    [InlineData("0", "0X.8", "0.5")]
    [InlineData("0", "1e-4950", "0")]
    [InlineData("1e4931", "-1e4931", "0")]
    public void A_sum_is_that_of_Redis(string left, string right, string expected)
    {
        Assert.True(ExtendedFloatParser.TryParse(Wire.Bytes(left), out var a));
        Assert.True(ExtendedFloatParser.TryParse(Wire.Bytes(right), out var b));
        Assert.Equal(expected, Wire.Text((a + b).ToBytes()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("+")]
    [InlineData("+-1")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e5x")]
    [InlineData("0x")]
    [InlineData("0x.")]
    [InlineData("nan")]
    [InlineData("infin")]
    [InlineData("1e4933")]
    [InlineData("1e-4960")]
    [InlineData("1e999999999999")]
    [InlineData("-1e-999999999999")]
    [InlineData("0x1p16384")]
    [InlineData("0x1p-17000")]
    [InlineData("1,5")]
    public void What_strtold_would_not_take_whole_is_refused(string text) =>
        Assert.False(ExtendedFloatParser.TryParse(Wire.Bytes(text), out _));

    [Fact]
    public void A_number_has_at_most_5119_characters()
    {
        Assert.True(ExtendedFloatParser.TryParse(Wire.Bytes("1." + new string('0', 5117)), out _));
        Assert.False(ExtendedFloatParser.TryParse(Wire.Bytes("1." + new string('0', 5118)), out _));
    }

    [Theory]
    [InlineData("inf", "1")]
    [InlineData("1", "-Infinity")]
    [InlineData("+INF", "-inf")]
    [InlineData("1.1e4932", "1.1e4932")]
    public void Infinity_is_a_number_but_no_result(string left, string right)
    {
        Assert.True(ExtendedFloatParser.TryParse(Wire.Bytes(left), out var a));
        Assert.True(ExtendedFloatParser.TryParse(Wire.Bytes(right), out var b));
        Assert.False((a + b).IsFinite);
    }

    [Fact]
    public void A_large_number_is_written_with_all_its_digits()
    {
        Assert.True(ExtendedFloatParser.TryParse("1e4932"u8, out var value));
        var text = Wire.Text(value.ToBytes());
        Assert.Equal(4933, text.Length);
        Assert.StartsWith("10000000000000000000060189493879638913238377742545331147737850413525330194866", text);
        Assert.EndsWith("54728589350876379371163141086538418113791886622720", text);
    }
}
