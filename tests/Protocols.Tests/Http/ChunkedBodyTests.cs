using FromScratch.Core;
using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

public sealed class ChunkedBodyTests
{
    [Theory]
    [InlineData("0\r\n\r\n", "")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData("5\r\nhello\r\n00000a\r\n, world!\r\n\r\n000\r\n\r\n", "hello, world!\r\n")]
    [InlineData("A\r\n0123456789\r\na\r\nabcdefghij\r\n0\r\n\r\n", "0123456789abcdefghij")]
    [InlineData("1;a\r\nx\r\n1;b=c;d=\"e f\"\r\ny\r\n0;last\r\n\r\n", "xy")]
    [InlineData("1;\r\nx\r\n0\r\n\r\n", "x")]
    [InlineData("1\r\nx\r\n0\r\nX-Checksum: 1\r\nServer-Timing: \u00e9\r\n\r\n", "x")]
    [InlineData("5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n")]
    public void A_body_is_followed_to_its_end(string wire, string payload)
    {
        var expected = new BodyAnswer(DecodeStatus.Done, HttpParseError.None, wire.Length, payload);
        Assert.Equal(expected, BodyText.Follow(wire, () => BodyText.Chunked()));
        Assert.Equal(expected, BodyText.Follow(wire + "0\r\n\r\nGET / HTTP/1.1\r\n", () => BodyText.Chunked()));
    }

    [Theory]
    [InlineData("prefix 0x", "0x5\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("prefix +", "+5\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("prefix -", "-5\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("blank before", " 5\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("blank after", "5 \r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("blank before an extension", "5 ;a\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("tab after", "5\t\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("underscore", "1_0\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("decimal point", "5.0\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("letter g", "g\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("NUL after", "5\0\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("comma after", "5,6\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("no size", "\r\nhello\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("extension without size", ";a\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("over 63 bits", "8000000000000000\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("over 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("zeros without end", "00000000000000005\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("bare LF after the size", "5\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("bare CR after the size", "5\rhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("CR CR LF", "5\r\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("bare LF in an extension", "5;a\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("NUL in an extension", "5;a\0b\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("line end in a quoted extension", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", HttpParseError.BadChunk, 0)]
    [InlineData("data too long", "5\r\nhello!\r\n0\r\n\r\n", HttpParseError.BadChunk, 8)]
    [InlineData("data too short", "5\r\nhell\r\n0\r\n\r\n", HttpParseError.BadChunk, 8)]
    [InlineData("bare LF after data", "5\r\nhello\n0\r\n\r\n", HttpParseError.BadChunk, 8)]
    [InlineData("bare CR after data", "5\r\nhello\r0\r\n\r\n", HttpParseError.BadChunk, 8)]
    [InlineData("no line end after data", "5\r\nhello0\r\n\r\n", HttpParseError.BadChunk, 8)]
    [InlineData("next request instead of the last chunk", "1\r\na\r\nGET / HTTP/1.1\r\n", HttpParseError.BadChunk, 6)]
    [InlineData("bare LF as the end", "0\r\n\n", HttpParseError.BadTrailer, 3)]
    [InlineData("bare LF after the last chunk", "0\n\n", HttpParseError.BadChunk, 0)]
    [InlineData("trailer without colon", "0\r\nX\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer with blank before the colon", "0\r\nX : y\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer folded", "0\r\nX: y\r\n z\r\n\r\n", HttpParseError.BadTrailer, 9)]
    [InlineData("trailer with NUL", "0\r\nX: \0\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer after a bare LF", "0\r\nX: y\nZ: a\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("next request as trailer", "0\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer Content-Length", "0\r\nContent-Length: 3\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer content_length", "0\r\ncontent_length: 3\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer Transfer-Encoding", "0\r\ntransfer-encoding: chunked\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer Host", "0\r\nHost: b\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer Authorization", "0\r\nA: b\r\nAuthorization: x\r\n\r\n", HttpParseError.BadTrailer, 9)]
    [InlineData("trailer Connection", "0\r\nConnection: close\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer Trailer", "0\r\nTrailer: a\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer Cookie", "0\r\nCookie: a\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer X-Forwarded-For", "0\r\nX-Forwarded-For: a\r\n\r\n", HttpParseError.BadTrailer, 3)]
    [InlineData("trailer Content-Encoding", "0\r\nContent-Encoding: gzip\r\n\r\n", HttpParseError.BadTrailer, 3)]
    public void A_body_is_refused_at_the_first_wrong_element(string vector, string wire, HttpParseError error, int relayed)
    {
        Assert.NotEmpty(vector);
        var answer = BodyText.Follow(wire, () => BodyText.Chunked());
        Assert.Equal((DecodeStatus.Invalid, error, relayed), (answer.Status, answer.Error, answer.Relayed));
        Assert.Equal(400, error.Status());
    }

    [Fact]
    public void Everything_in_a_body_has_a_limit()
    {
        var limits = new HttpLimits(
            FieldsMax: 2, BodyBytesMax: 10, ChunkExtensionBytesMax: 8, ChunkExtensionBytesTotalMax: 12, TrailerBytesMax: 16);
        Assert.Equal(HttpParseError.None, ErrorOf("a\r\n0123456789\r\n0\r\n\r\n", limits));
        Assert.Equal(HttpParseError.BodyTooLarge, ErrorOf("b\r\n", limits));
        Assert.Equal(HttpParseError.BodyTooLarge, ErrorOf("9\r\n012345678\r\n2\r\n", limits));
        Assert.Equal(HttpParseError.BodyTooLarge, ErrorOf("1\r\na\r\n7fffffffffffffff\r\n", limits));
        Assert.Equal(HttpParseError.None, ErrorOf("1;1234567\r\na\r\n1;123\r\nb\r\n0\r\n\r\n", limits));
        Assert.Equal(HttpParseError.ChunkExtensionTooLong, ErrorOf("1;12345678", limits));
        Assert.Equal(HttpParseError.ChunkExtensionTooLong, ErrorOf("1;1234567\r\na\r\n1;1234\r\n", limits));
        Assert.Equal(HttpParseError.None, ErrorOf("0\r\nA:1\r\nB:23\r\n\r\n", limits));
        Assert.Equal(HttpParseError.TrailerTooLarge, ErrorOf("0\r\nA:1\r\nB:2345678901", limits));
        Assert.Equal(HttpParseError.TooManyFields, ErrorOf("0\r\nA:\r\nB:\r\nC", limits));
        Assert.Equal((413, 400, 431), (HttpParseError.BodyTooLarge.Status(), HttpParseError.ChunkExtensionTooLong.Status(),
            HttpParseError.TrailerTooLarge.Status()));
    }

    [Fact]
    public void A_chunk_of_any_size_is_followed_in_pieces()
    {
        var reader = BodyText.Chunked();
        Assert.Equal(DecodeStatus.NeedMore, reader.Relay("7fffffffffffffff\r\n"u8, out var consumed));
        Assert.Equal(18, consumed);
        Assert.Equal(DecodeStatus.NeedMore, reader.Relay(new byte[1 << 20], out consumed));
        Assert.Equal(1 << 20, consumed);
    }

    [Fact]
    public void A_chunked_body_cut_short_is_incomplete()
    {
        const string wire = "5\r\nhello\r\n0\r\nA: b\r\n\r\n";
        for (var length = 0; length < wire.Length; length++)
        {
            var reader = BodyText.Chunked();
            Assert.Equal(DecodeStatus.NeedMore, reader.Relay(HttpText.Bytes(wire[..length]), out _));
            Assert.Equal(DecodeStatus.Invalid, reader.PeerClosed());
            Assert.Equal(HttpParseError.Incomplete, reader.Error);
        }
    }

    private static HttpParseError ErrorOf(string wire, HttpLimits limits) => BodyText.Follow(wire, () => BodyText.Chunked(limits)).Error;
}
