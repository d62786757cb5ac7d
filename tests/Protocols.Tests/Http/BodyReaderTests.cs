using FromScratch.Core;
using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

public sealed class BodyReaderTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(9, 9)]
    public void A_body_of_known_length_ends_there(int length, int relayed)
    {
        var answer = BodyText.Follow("hello, next", () => new BodyReader(BodyFraming.Length, length, HttpLimits.Default));
        Assert.Equal(new BodyAnswer(DecodeStatus.Done, HttpParseError.None, relayed, "hello, next"[..length]), answer);
    }

    [Fact]
    public void A_message_without_body_is_done_at_once()
    {
        var reader = new BodyReader(BodyFraming.None, 0, HttpLimits.Default);
        Assert.True(reader.IsDone);
        Assert.Equal(DecodeStatus.Done, reader.Relay("next"u8, out var consumed));
        Assert.Equal(0, consumed);
        Assert.Equal(DecodeStatus.Done, reader.PeerClosed());
        Assert.True(new BodyReader(BodyFraming.Length, 0, HttpLimits.Default).IsDone);
    }

    [Fact]
    public void A_body_to_the_close_ends_with_it()
    {
        var answer = BodyText.Follow("hello", () => new BodyReader(BodyFraming.ToClose, 0, HttpLimits.Default));
        Assert.Equal(new BodyAnswer(DecodeStatus.NeedMore, HttpParseError.None, 5, "hello"), answer);
        var reader = new BodyReader(BodyFraming.ToClose, 0, HttpLimits.Default);
        reader.Relay("hello"u8, out _);
        Assert.False(reader.IsDone);
        Assert.Equal(DecodeStatus.Done, reader.PeerClosed());
        Assert.True(reader.IsDone);
    }

    [Fact]
    public void A_body_to_the_close_has_a_limit_too()
    {
        var answer = BodyText.Follow("hello", () => new BodyReader(BodyFraming.ToClose, 0, new HttpLimits(BodyBytesMax: 4)));
        Assert.Equal(new BodyAnswer(DecodeStatus.Invalid, HttpParseError.BodyTooLarge, 4, "hell"), answer);
    }

    [Fact]
    public void A_body_cut_short_is_incomplete_for_good()
    {
        var reader = new BodyReader(BodyFraming.Length, 9, HttpLimits.Default);
        Assert.Equal(DecodeStatus.NeedMore, reader.Relay("hello"u8, out var consumed));
        Assert.Equal((5, 4), (consumed, reader.BytesLeft));
        Assert.Equal(DecodeStatus.Invalid, reader.PeerClosed());
        Assert.Equal(HttpParseError.Incomplete, reader.Error);
        Assert.Equal(DecodeStatus.Invalid, reader.Relay("more"u8, out consumed));
        Assert.Equal(0, consumed);
        Assert.Equal((400, 502), (reader.Error.Status(), reader.Error.GatewayStatus()));
    }

    [Fact]
    public void A_length_over_the_limit_is_refused_with_the_head()
    {
        var limits = new HttpLimits(BodyBytesMax: 10);
        var head = new HttpRequestHead();
        Assert.Equal(DecodeStatus.Done, HttpText.Parse("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n", head, limits).Status);
        var answer = HttpText.Parse("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", head, limits);
        Assert.Equal((HttpParseError.BodyTooLarge, 413), (answer.Error, answer.Error.Status()));
    }

    [Theory]
    [InlineData("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n", BodyFraming.Length, long.MaxValue)]
    [InlineData("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 007\r\n\r\n", BodyFraming.Length, 7)]
    [InlineData("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", BodyFraming.Chunked, 0)]
    [InlineData("PUT / HTTP/1.1\r\nHost: a\r\n\r\n", BodyFraming.None, 0)]
    [InlineData("CONNECT a:1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", BodyFraming.None, 0)]
    public void The_body_of_a_request_ends_as_its_fields_say(string request, BodyFraming framing, long length)
    {
        var head = new HttpRequestHead();
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(request, head).Status);
        var reader = BodyReader.Of(head, HttpLimits.Default);
        Assert.Equal((framing, framing, length), (head.Framing, reader.Framing, reader.BytesLeft));
    }
}
