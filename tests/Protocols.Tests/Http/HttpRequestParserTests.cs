using System.Text;
using FromScratch.Core;
using FromScratch.Protocols.Http;
using FromScratch.TestKit;
using FsCheck.Xunit;

namespace FromScratch.Protocols.Tests.Http;

public sealed class HttpRequestParserTests
{
    private const string Get = "GET /metrics?x=1 HTTP/1.1\r\nHost: a:80\r\nAccept:  */* \t\r\nX-Empty:\r\n\r\n";
    private readonly HttpRequestHead _head = new();

    [Fact]
    public void A_head_is_read_as_places_in_its_bytes()
    {
        var input = Bytes(Get + "next");
        Assert.Equal(DecodeStatus.Done, Parse(input, out var consumed, out _));
        Assert.Equal(Get.Length, consumed);
        Assert.Equal("GET", Text(_head.Method, input));
        Assert.Equal("/metrics?x=1", Text(_head.Target, input));
        Assert.Equal("a:80", Text(_head.Host, input));
        Assert.Equal(["Host=a:80", "Accept=*/*", "X-Empty="], _head.Fields.ToArray().Select(f => Text(f.Name, input) + "=" + Text(f.Value, input)));
        Assert.True(_head.KeepAlive);
        Assert.False(_head.HasBody);
    }

    [Fact]
    public void Every_proper_prefix_needs_more()
    {
        foreach (var prefix in Fragmenter.ProperPrefixes(Bytes("\r\n" + Get)))
            Assert.Equal(DecodeStatus.NeedMore, Parse(prefix, out _, out _));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nHost:\r\n\r\n", true)]
    public void The_connection_is_kept_as_the_version_and_the_peer_say(string request, bool kept)
    {
        Assert.Equal(DecodeStatus.Done, Parse(Bytes(request), out _, out _));
        Assert.Equal(kept, _head.KeepAlive);
    }

    [Fact]
    public void A_body_is_announced()
    {
        var input = Bytes("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 12\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(DecodeStatus.Done, Parse(input, out _, out _));
        Assert.Equal(12, _head.ContentLength);
        Assert.True(_head.ExpectsContinue);
        Assert.Equal(DecodeStatus.Done, Parse(Bytes("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: Chunked\r\n\r\n"), out _, out _));
        Assert.True(_head is { IsChunked: true, HasBody: true, ContentLength: 0 });
    }

    [Theory]
    [InlineData("GET /\r\n\r\n", HttpParseError.BadRequestLine)]
    [InlineData(" GET / HTTP/1.1\r\n\r\n", HttpParseError.BadRequestLine)]
    [InlineData("GET  HTTP/1.1\r\n\r\n", HttpParseError.BadRequestLine)]
    [InlineData("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine)]
    [InlineData("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine)]
    [InlineData("GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine)]
    [InlineData("GET / http/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine)]
    [InlineData("GET / HTTP/2.0\r\nHost: a\r\n\r\n", HttpParseError.UnsupportedVersion)]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n", HttpParseError.BadLineEnd)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", HttpParseError.BadLineEnd)]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n", HttpParseError.BadField)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", HttpParseError.BadField)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", HttpParseError.BadField)]
    [InlineData("GET / HTTP/1.1\r\n: a\r\n\r\n", HttpParseError.BadField)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", HttpParseError.BadHost)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", HttpParseError.BadHost)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", HttpParseError.BadContentLength)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", HttpParseError.BadContentLength)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", HttpParseError.BadContentLength)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", HttpParseError.TwoFramings)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", HttpParseError.UnknownTransferCoding)]
    [InlineData(
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        HttpParseError.BadTransferEncoding)]
    [InlineData("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", HttpParseError.BadTransferEncoding)]
    public void What_could_be_read_in_two_ways_is_refused(string request, HttpParseError expected)
    {
        Assert.Equal(DecodeStatus.Invalid, Parse(Bytes(request), out var consumed, out var error));
        Assert.Equal(expected, error);
        Assert.Equal(0, consumed);
    }

    [Fact]
    public void Limits_are_kept_without_waiting_for_the_end()
    {
        var limits = new HttpLimits(RequestLineBytesMax: 32, HeadBytesMax: 64, FieldsMax: 2);
        Assert.Equal(HttpParseError.TargetTooLong, ErrorOf("GET /" + new string('a', 40), limits));
        Assert.Equal(HttpParseError.HeadTooLarge, ErrorOf("GET / HTTP/1.1\r\nA: " + new string('a', 64), limits));
        Assert.Equal(HttpParseError.TooManyFields, ErrorOf("GET / HTTP/1.1\r\nA:1\r\nB:2\r\nHost:3\r\n\r\n", limits));
        Assert.Equal(HttpParseError.None, ErrorOf("GET /" + new string('a', 25), limits));
        Assert.Equal(414, HttpParseError.TargetTooLong.Status());
        Assert.Equal(431, HttpParseError.TooManyFields.Status());
    }

    [Property(MaxTest = 500)]
    public void Any_bytes_get_an_answer(byte[] noise, byte cut)
    {
        var valid = Bytes(Get);
        byte[] input = [.. valid.AsSpan(0, cut % valid.Length), .. noise];
        var status = Parse(input, out var consumed, out var error);
        Assert.Equal(status == DecodeStatus.Invalid, error != HttpParseError.None);
        Assert.Equal(status == DecodeStatus.Done, consumed > 0);
    }

    private static HttpParseError ErrorOf(string request, HttpLimits limits)
    {
        HttpRequestParser.Parse(Bytes(request), limits, new HttpRequestHead(), out _, out var error);
        return error;
    }

    private DecodeStatus Parse(byte[] input, out int consumed, out HttpParseError error) =>
        HttpRequestParser.Parse(input, HttpLimits.Default, _head, out consumed, out error);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Text(ByteRange range, byte[] input) => Encoding.Latin1.GetString(range.Of(input));
}
