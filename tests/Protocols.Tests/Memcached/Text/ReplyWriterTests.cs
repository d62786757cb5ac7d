using System.Text;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Protocols.Tests.Memcached.Text;

public sealed class ReplyWriterTests
{
    [Theory]
    [InlineData(0, 0, "VALUE key 0 0\r\n")]
    [InlineData(uint.MaxValue, int.MaxValue, "VALUE key 4294967295 2147483647\r\n")]
    [InlineData(10, 9, "VALUE key 10 9\r\n")]
    public void A_value_line_has_key_flags_and_length(uint flags, int length, string expected)
    {
        var written = new byte[100];
        var writer = new ReplyWriter(written);
        writer.ValueLine("key"u8, flags, length);
        Assert.Equal(expected, Encoding.Latin1.GetString(written, 0, writer.Written));
    }

    [Fact]
    public void The_longest_value_line_fits_the_room_it_is_given()
    {
        var key = new byte[TextLimits.KeyBytesMax];
        var writer = new ReplyWriter(new byte[ReplyWriter.ValueLineBytesMax + key.Length]);
        writer.ValueLine(key, uint.MaxValue, int.MaxValue, ulong.MaxValue);
        writer.LineEnd();
        Assert.InRange(writer.Written, key.Length, ReplyWriter.ValueLineBytesMax + key.Length);
    }

    [Fact]
    public void A_base64_key_is_echoed_with_its_flag()
    {
        var written = new byte[100];
        var writer = new ReplyWriter(written);
        writer.KeyFlag("foo"u8, base64: true);
        writer.KeyFlag("foo"u8, base64: false);
        Assert.Equal(" kZm9v b kfoo", Encoding.Latin1.GetString(written, 0, writer.Written));
    }

    [Theory]
    [InlineData(MetaError.BadFormat, "CLIENT_ERROR bad command line format\r\n")]
    [InlineData(MetaError.TooManyFlags, "CLIENT_ERROR options flags are too long\r\n")]
    [InlineData(MetaError.DuplicateFlag, "CLIENT_ERROR duplicate flag\r\n")]
    [InlineData(MetaError.InvalidFlag, "CLIENT_ERROR invalid flag\r\n")]
    [InlineData(MetaError.BadToken, "CLIENT_ERROR bad token in command line format\r\n")]
    [InlineData(MetaError.KeyNotDecodable, "CLIENT_ERROR error decoding key\r\n")]
    [InlineData(MetaError.OpaqueTooLong, "CLIENT_ERROR opaque token too long\r\n")]
    public void Each_meta_error_has_memcacheds_words(MetaError error, string expected) =>
        Assert.Equal(expected, Encoding.Latin1.GetString(Replies.Of(error)));
}
