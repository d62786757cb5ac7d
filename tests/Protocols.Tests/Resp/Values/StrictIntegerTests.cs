using System.Globalization;
using FromScratch.Protocols.Resp.Values;
using FsCheck.Xunit;

namespace FromScratch.Protocols.Tests.Resp.Values;

public sealed class StrictIntegerTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    [InlineData("-1", -1)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void A_number_has_one_form(string text, long expected)
    {
        Assert.True(StrictInteger.TryParse(Wire.Bytes(text), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("-0")]
    [InlineData("01")]
    [InlineData("-01")]
    [InlineData("00")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1x")]
    [InlineData("1.0")]
    [InlineData("1\0")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999")]
    [InlineData("-99999999999999999999")]
    public void Every_other_form_is_refused(string text) => Assert.False(StrictInteger.TryParse(Wire.Bytes(text), out _));

    [Property]
    public void Any_number_comes_back(long number) =>
        Assert.True(StrictInteger.TryParse(Wire.Bytes(number.ToString(CultureInfo.InvariantCulture)), out var value) && value == number);
}
