using FromScratch.Core;
using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

public sealed class HttpResponseParserTests
{
    private readonly HttpResponseHead _head = new();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", 200, "OK", 1)]
    [InlineData("HTTP/1.1 200 \r\n", 200, "", 1)]
    [InlineData("HTTP/1.1 200\r\n", 200, "", 1)]
    [InlineData("HTTP/1.0 404 Not  Found \r\n", 404, "Not  Found ", 0)]
    [InlineData("HTTP/1.1 599 \u00e9\t!\r\n", 599, "\u00e9\t!", 1)]
    [InlineData("HTTP/1.1 100 Continue\r\n", 100, "Continue", 1)]
    [InlineData("HTTP/1.3 204 No Content\r\n", 204, "No Content", 1)]
    public void A_status_line_is_read(string line, int status, string reason, int minor)
    {
        var input = HttpText.Bytes(line + "Server: x\r\n\r\nnext");
        Assert.Equal(new HeadAnswer(DecodeStatus.Done, HttpParseError.None, input.Length - 4), HttpText.Parse(input, _head));
        Assert.Equal((status, reason, minor), (_head.Status, HttpText.Text(_head.Reason, input), _head.MinorVersion));
        Assert.Equal("x", HttpText.Text(_head.ValueOf(KnownField.Server), input));
    }

    [Theory]
    [InlineData("no version", "200 OK\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("HTTP/0.9 body", "<html>", HttpParseError.BadStatusLine)]
    [InlineData("other protocol", "ICY 200 OK\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("later version", "HTTP/2.0 200 OK\r\n\r\n", HttpParseError.UnsupportedVersion)]
    [InlineData("status of two digits", "HTTP/1.1 20 OK\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("status below 100", "HTTP/1.1 099 OK\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("status over 599", "HTTP/1.1 600 OK\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("status of letters", "HTTP/1.1 2xx OK\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("two blanks", "HTTP/1.1  200 OK\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("tab after the status", "HTTP/1.1 200\tOK\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("NUL in the reason", "HTTP/1.1 200 O\0K\r\n\r\n", HttpParseError.BadStatusLine)]
    [InlineData("bare LF", "HTTP/1.1 200 OK\nServer: x\n\n", HttpParseError.BadLineEnd)]
    [InlineData("bare LF after the status", "HTTP/1.1 200\n\n", HttpParseError.BadLineEnd)]
    [InlineData("bare CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n", HttpParseError.BadLineEnd)]
    [InlineData("blank before a colon", "HTTP/1.1 200 OK\r\nContent-Length : 3\r\n\r\n", HttpParseError.BadField)]
    [InlineData("folded line", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n", HttpParseError.BadField)]
    [InlineData("NUL in a value", "HTTP/1.1 200 OK\r\nX: a\0\r\n\r\n", HttpParseError.BadField)]
    [InlineData("underscore", "HTTP/1.1 200 OK\r\nContent_Length: 3\r\n\r\n", HttpParseError.BadField)]
    [InlineData("differing lengths", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", HttpParseError.BadContentLength)]
    [InlineData("equal lengths", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n", HttpParseError.BadContentLength)]
    [InlineData("list of lengths", "HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\n", HttpParseError.BadContentLength)]
    [InlineData("negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", HttpParseError.BadContentLength)]
    [InlineData("bad length without a body", "HTTP/1.1 304 X\r\nContent-Length: x\r\n\r\n", HttpParseError.BadContentLength)]
    [InlineData("two framings", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", HttpParseError.TwoFramings)]
    [InlineData("chunked in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", HttpParseError.BadTransferEncoding)]
    [InlineData("chunked twice", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", HttpParseError.BadTransferEncoding)]
    [InlineData("coding after chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", HttpParseError.BadTransferEncoding)]
    [InlineData(
        "second line after chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        HttpParseError.BadTransferEncoding)]
    [InlineData("empty coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: ,chunked\r\n\r\n", HttpParseError.BadTransferEncoding)]
    [InlineData("Connection names Content-Length", "HTTP/1.1 200 OK\r\nConnection: content-length\r\n\r\n", HttpParseError.BadConnection)]
    public void A_response_is_refused(string fault, string response, HttpParseError error)
    {
        Assert.NotEmpty(fault);
        Assert.Equal(new HeadAnswer(DecodeStatus.Invalid, error, 0), HttpText.Parse(response, _head));
        Assert.Equal(502, error.GatewayStatus());
    }

    [Theory]
    [InlineData("200 OK", "Content-Length: 7\r\n", KnownMethod.Get, BodyFraming.Length)]
    [InlineData("200 OK", "Content-Length: 0\r\n", KnownMethod.Get, BodyFraming.Length)]
    [InlineData("200 OK", "Transfer-Encoding: chunked\r\n", KnownMethod.Get, BodyFraming.Chunked)]
    [InlineData("200 OK", "Transfer-Encoding: gzip, Chunked\r\n", KnownMethod.Get, BodyFraming.Chunked)]
    [InlineData("200 OK", "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", KnownMethod.Get, BodyFraming.Chunked)]
    [InlineData("200 OK", "Transfer-Encoding: gzip\r\n", KnownMethod.Get, BodyFraming.ToClose)]
    [InlineData("200 OK", "Transfer-Encoding: identity\r\n", KnownMethod.Get, BodyFraming.ToClose)]
    [InlineData("200 OK", "", KnownMethod.Get, BodyFraming.ToClose)]
    [InlineData("404 X", "", KnownMethod.Connect, BodyFraming.ToClose)]
    [InlineData("200 OK", "Content-Length: 7\r\n", KnownMethod.Head, BodyFraming.None)]
    [InlineData("200 OK", "Transfer-Encoding: chunked\r\n", KnownMethod.Head, BodyFraming.None)]
    [InlineData("200 OK", "", KnownMethod.Head, BodyFraming.None)]
    [InlineData("204 No Content", "Content-Length: 7\r\n", KnownMethod.Get, BodyFraming.None)]
    [InlineData("204 No Content", "Transfer-Encoding: chunked\r\n", KnownMethod.Get, BodyFraming.None)]
    [InlineData("304 Not Modified", "Content-Length: 7\r\n", KnownMethod.Get, BodyFraming.None)]
    [InlineData("304 Not Modified", "", KnownMethod.Get, BodyFraming.None)]
    [InlineData("100 Continue", "Content-Length: 7\r\n", KnownMethod.Post, BodyFraming.None)]
    [InlineData("103 Early Hints", "", KnownMethod.Get, BodyFraming.None)]
    [InlineData("101 Switching Protocols", "", KnownMethod.Get, BodyFraming.None)]
    [InlineData("200 OK", "Content-Length: 7\r\n", KnownMethod.Connect, BodyFraming.None)]
    [InlineData("299 OK", "Transfer-Encoding: chunked\r\n", KnownMethod.Connect, BodyFraming.None)]
    public void The_body_ends_as_status_fields_and_method_say(string status, string fields, KnownMethod method, BodyFraming framing)
    {
        Assert.Equal(DecodeStatus.Done, HttpText.Parse($"HTTP/1.1 {status}\r\n{fields}\r\n", _head).Status);
        Assert.Equal(framing, _head.FramingFor(method));
        Assert.Equal(framing, BodyReader.Of(_head, method, HttpLimits.Default).Framing);
        var isForeign = fields.Contains("gzip", StringComparison.Ordinal) || fields.Contains("identity", StringComparison.Ordinal);
        Assert.Equal(isForeign, _head.HasForeignCoding);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", KnownMethod.Get, true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", KnownMethod.Get, true)]
    [InlineData("HTTP/1.1 204 X\r\n", KnownMethod.Get, true)]
    [InlineData("HTTP/1.1 200 OK\r\n", KnownMethod.Get, false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n", KnownMethod.Get, false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n", KnownMethod.Get, false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n", KnownMethod.Get, true)]
    [InlineData("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\n", KnownMethod.Get, false)]
    [InlineData("HTTP/1.1 200 OK\r\n", KnownMethod.Connect, false)]
    [InlineData("HTTP/1.1 403 X\r\nContent-Length: 0\r\n", KnownMethod.Connect, true)]
    public void A_connection_is_used_again_only_when_the_end_is_certain(string head, KnownMethod method, bool isReusable)
    {
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(head + "\r\n", _head).Status);
        Assert.Equal(isReusable, _head.IsReusableAfter(method));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [InlineData(103, true)]
    [InlineData(200, false)]
    public void Interim_responses_are_followed_by_another_head(int status, bool isInterim)
    {
        HttpText.Parse($"HTTP/1.1 {status} X\r\n\r\n", _head);
        Assert.Equal(isInterim, _head.IsInterim);
    }

    [Fact]
    public void An_upgrade_needs_both_fields_and_our_version()
    {
        HttpText.Parse("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", _head);
        Assert.True(_head.IsUpgrade);
        HttpText.Parse("HTTP/1.1 101 X\r\nConnection: Upgrade\r\n\r\n", _head);
        Assert.False(_head.IsUpgrade);
        HttpText.Parse("HTTP/1.1 101 X\r\nUpgrade: websocket\r\n\r\n", _head);
        Assert.False(_head.IsUpgrade);
        HttpText.Parse("HTTP/1.0 101 X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", _head);
        Assert.False(_head.IsUpgrade);
    }

    [Fact]
    public void A_response_head_has_limits()
    {
        var limits = new HttpLimits(RequestLineBytesMax: 32, HeadBytesMax: 64, FieldsMax: 2);
        Assert.Equal(HttpParseError.HeadTooLarge, HttpText.Parse("HTTP/1.1 200 " + new string('a', 40), _head, limits).Error);
        Assert.Equal(HttpParseError.HeadTooLarge, HttpText.Parse("HTTP/1.1 200 OK\r\nA: " + new string('a', 64), _head, limits).Error);
        Assert.Equal(HttpParseError.TooManyFields, HttpText.Parse("HTTP/1.1 200 OK\r\nA:1\r\nB:2\r\nC:3\r\n\r\n", _head, limits).Error);
        Assert.Equal(504, HttpParseError.TimedOut.GatewayStatus());
    }
}
