using System.Text;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Protocols.Tests.Memcached.Text;

/// <summary>The lenient cases were seen on a real memcached.</summary>
public sealed class TextNumbersTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("2592000", 2592000)]
    [InlineData("+7", 7)]
    [InlineData("-1", -1)]
    [InlineData("7\t", 7)]
    [InlineData("\t7", 7)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("4294967300", 4)]
    [InlineData("99999999999", 1215752191)]
    [InlineData("-9223372036854775808", 0)]
    [InlineData("9223372036854775807", -1)]
    public void Exptimes_are_64_bits_cut_to_32(string token, int expected)
    {
        Assert.True(TextNumbers.TryParseInt32(Bytes(token), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("x")]
    [InlineData("1x")]
    [InlineData("0x1")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999999")]
    public void Other_exptimes_are_no_numbers(string token) => Assert.False(TextNumbers.TryParseInt32(Bytes(token), out _));

    [Theory]
    [InlineData("4294967295", uint.MaxValue)]
    [InlineData("4294967296", 0)]
    [InlineData("4294967297", 1)]
    [InlineData("+7", 7)]
    public void Client_flags_are_cut_to_32_bits(string token, uint expected)
    {
        Assert.True(TextNumbers.TryParseUInt32(Bytes(token), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("+1", 1)]
    [InlineData("-0", 0)]
    [InlineData("-18446744073709551615", 1)]
    public void Wide_numbers_wrap_as_the_c_library_wraps_them(string token, ulong expected)
    {
        Assert.True(TextNumbers.TryParseUInt64(Bytes(token), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1 2x")]
    [InlineData("18446744073709551616")]
    [InlineData("abc")]
    [InlineData("")]
    public void Other_wide_numbers_are_refused(string token) =>
        Assert.Equal(token == "1 2x", TextNumbers.TryParseUInt64(Bytes(token), out _));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-5", -5)]
    [InlineData("00000000012", 12)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    public void Strict_numbers_are_digits_with_a_minus_at_most(string token, int expected)
    {
        Assert.True(TextNumbers.TryParseStrictInt32(Bytes(token), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+1")]
    [InlineData("1\t")]
    [InlineData("2147483648")]
    [InlineData("-2147483649")]
    [InlineData("000000000012")]
    [InlineData("99999999999")]
    public void Other_strict_numbers_are_refused(string token) => Assert.False(TextNumbers.TryParseStrictInt32(Bytes(token), out _));

    private static byte[] Bytes(string token) => Encoding.Latin1.GetBytes(token);
}
