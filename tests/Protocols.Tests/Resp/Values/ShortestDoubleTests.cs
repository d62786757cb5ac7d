using System.Globalization;
using FromScratch.Protocols.Resp.Values;
using FsCheck.Xunit;

namespace FromScratch.Protocols.Tests.Resp.Values;

public sealed class ShortestDoubleTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1, "1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(3.14, "3.14")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1.5e-7, "1.5e-7")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(10000000, "10000000")]
    [InlineData(100000000, "1e+8")]
    [InlineData(1230000000, "1230000000")]
    [InlineData(1.5e21, "1.5e+21")]
    [InlineData(9007199254740993, "9007199254740992")]
    [InlineData(1e100, "1e+100")]
    [InlineData(1e-100, "1e-100")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(-1.7976931348623157e308, "-1.7976931348623157e+308")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(double.NaN, "nan")]
    public void A_double_is_written_as_Redis_writes_it(double value, string expected) => Assert.Equal(expected, Format(value));

    [Property(MaxTest = 2000)]
    public void Any_double_comes_back(double value)
    {
        if (double.IsFinite(value))
            Assert.Equal(value, double.Parse(Format(value), CultureInfo.InvariantCulture));
    }

    private static string Format(double value)
    {
        var buffer = new byte[ShortestDouble.BytesMax];
        return Wire.Text(buffer.AsSpan(0, ShortestDouble.Format(value, buffer)));
    }
}
