using FromScratch.Core;
using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

/// <summary>Known ways to make two parsers see two requests. Each is refused, and the refusal closes the connection.</summary>
public sealed class RequestSmugglingTests
{
    private const string Post = "POST / HTTP/1.1\r\nHost: a\r\n";
    private readonly HttpRequestHead _head = new();

    public static TheoryData<string, string, HttpParseError, int> Fields =>
    [
        ("CL.TE", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", HttpParseError.TwoFramings, 400),
        ("TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", HttpParseError.TwoFramings, 400),
        ("CL.TE with length 0", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", HttpParseError.TwoFramings, 400),
        ("TE.TE two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE.TE second line unknown", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE.TE second line identity", "Transfer-Encoding: chunked\r\nTransfer-encoding: identity\r\n",
            HttpParseError.BadTransferEncoding, 400),
        ("TE chunked twice", "Transfer-Encoding: chunked, chunked\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE chunked then identity", "Transfer-Encoding: chunked, identity\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE chunked then gzip", "Transfer-Encoding: chunked, gzip\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE without chunked", "Transfer-Encoding: gzip\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE gzip then chunked", "Transfer-Encoding: gzip, chunked\r\n", HttpParseError.UnknownTransferCoding, 501),
        ("TE identity", "Transfer-Encoding: identity\r\n", HttpParseError.UnknownTransferCoding, 501),
        ("TE xchunked", "Transfer-Encoding: xchunked\r\n", HttpParseError.UnknownTransferCoding, 501),
        ("TE chunkedx", "Transfer-Encoding: chunkedx\r\n", HttpParseError.UnknownTransferCoding, 501),
        ("TE empty", "Transfer-Encoding:\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE trailing comma", "Transfer-Encoding: chunked,\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE leading comma", "Transfer-Encoding: ,chunked\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE parameter", "Transfer-Encoding: chunked;q=1\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE quoted", "Transfer-Encoding: \"chunked\"\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE two words", "Transfer-Encoding: chunked chunked\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE vertical tab before", "Transfer-Encoding: \vchunked\r\n", HttpParseError.BadField, 400),
        ("TE form feed after", "Transfer-Encoding: chunked\f\r\n", HttpParseError.BadField, 400),
        ("TE NUL after", "Transfer-Encoding: chunked\0\r\n", HttpParseError.BadField, 400),
        ("TE no-break space before", "Transfer-Encoding: \u00a0chunked\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE folded", "Transfer-Encoding:\r\n chunked\r\n", HttpParseError.BadTransferEncoding, 400),
        ("TE folded after a field", "X: y\r\n Transfer-Encoding: chunked\r\n", HttpParseError.BadField, 400),
        ("TE name with blank", "Transfer-Encoding : chunked\r\n", HttpParseError.BadField, 400),
        ("TE name with tab", "Transfer-Encoding\t: chunked\r\n", HttpParseError.BadField, 400),
        ("TE name with vertical tab", "Transfer-Encoding\v: chunked\r\n", HttpParseError.BadField, 400),
        ("TE name with NUL", "Transfer\0-Encoding: chunked\r\n", HttpParseError.BadField, 400),
        ("TE name after blank", " Transfer-Encoding: chunked\r\n", HttpParseError.BadField, 400),
        ("TE after a bare LF", "X: y\nTransfer-Encoding: chunked\r\n", HttpParseError.BadLineEnd, 400),
        ("TE after a bare CR", "X: y\rTransfer-Encoding: chunked\r\n", HttpParseError.BadLineEnd, 400),
        ("TE underscore", "Content-Length: 3\r\nTransfer_Encoding: chunked\r\n", HttpParseError.BadField, 400),
        ("CL underscore", "content_LENGTH: 3\r\n", HttpParseError.BadField, 400),
        ("CL.CL differing", "Content-Length: 8\r\nContent-Length: 7\r\n", HttpParseError.BadContentLength, 400),
        ("CL.CL equal", "Content-Length: 8\r\nContent-Length: 8\r\n", HttpParseError.BadContentLength, 400),
        ("CL list differing", "Content-Length: 42, 43\r\n", HttpParseError.BadContentLength, 400),
        ("CL list equal", "Content-Length: 42, 42\r\n", HttpParseError.BadContentLength, 400),
        ("CL trailing comma", "Content-Length: 42,\r\n", HttpParseError.BadContentLength, 400),
        ("CL empty", "Content-Length:\r\n", HttpParseError.BadContentLength, 400),
        ("CL plus", "Content-Length: +42\r\n", HttpParseError.BadContentLength, 400),
        ("CL minus", "Content-Length: -42\r\n", HttpParseError.BadContentLength, 400),
        ("CL hex", "Content-Length: 0x2a\r\n", HttpParseError.BadContentLength, 400),
        ("CL underscore in digits", "Content-Length: 4_2\r\n", HttpParseError.BadContentLength, 400),
        ("CL blank in digits", "Content-Length: 4 2\r\n", HttpParseError.BadContentLength, 400),
        ("CL decimal point", "Content-Length: 42.0\r\n", HttpParseError.BadContentLength, 400),
        ("CL exponent", "Content-Length: 4e1\r\n", HttpParseError.BadContentLength, 400),
        ("CL quoted", "Content-Length: \"42\"\r\n", HttpParseError.BadContentLength, 400),
        ("CL over 63 bits", "Content-Length: 9223372036854775808\r\n", HttpParseError.BadContentLength, 400),
        ("CL over 64 bits", "Content-Length: 18446744073709551617\r\n", HttpParseError.BadContentLength, 400),
        ("CL of more digits than a number has", "Content-Length: 000000000000000000000000000000000003\r\n",
            HttpParseError.BadContentLength, 400),
        ("CL name with blank", "Content-Length : 3\r\n", HttpParseError.BadField, 400),
        ("Connection names Content-Length",
            "Content-Length: 3\r\nConnection: close, content-length\r\n", HttpParseError.BadConnection, 400),
        ("Connection names Host", "Connection: Host\r\n", HttpParseError.BadConnection, 400),
        ("Connection of no token", "Connection: a b\r\n", HttpParseError.BadConnection, 400),
        ("Expect obfuscated", "Content-Length: 3\r\nExpect: y 100-continue\r\n", HttpParseError.BadExpectation, 417),
        ("Expect list", "Content-Length: 3\r\nExpect: 100-continue, x\r\n", HttpParseError.BadExpectation, 417),
        ("second Host", "Host: b\r\n", HttpParseError.BadHost, 400),
    ];

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_post_with_such_fields_is_refused(string vector, string fields, HttpParseError error, int status)
    {
        Assert.NotEmpty(vector);
        Assert.Equal(new HeadAnswer(DecodeStatus.Invalid, error, 0), HttpText.Parse(Post + fields + "\r\n", _head));
        Assert.Equal(status, error.Status());
        var refusal = HttpText.Written(output => HttpRefusal.Write(output, error));
        Assert.Contains("\r\nConnection: close\r\n", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TE.0 from HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", HttpParseError.BadTransferEncoding)]
    [InlineData("Host of userinfo trick", "GET / HTTP/1.1\r\nHost: good:80@evil\r\n\r\n", HttpParseError.BadHost)]
    [InlineData("Host of encoded trick", "GET / HTTP/1.1\r\nHost: good%00.evil\r\n\r\n", HttpParseError.BadHost)]
    [InlineData("Host with blank", "GET / HTTP/1.1\r\nHost: good evil\r\n\r\n", HttpParseError.BadHost)]
    [InlineData("line end in the target", "GET /a\r\nHost: b HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine)]
    [InlineData("second version in the line", "GET / HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadLineEnd)]
    [InlineData("backslashes instead of slashes", "GET http:\\\\a\\ HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget)]
    public void A_request_is_refused(string vector, string request, HttpParseError error)
    {
        Assert.NotEmpty(vector);
        Assert.Equal(new HeadAnswer(DecodeStatus.Invalid, error, 0), HttpText.Parse(request, _head));
        Assert.Equal(400, error.Status());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public void A_body_is_framed_whatever_the_method(string method)
    {
        HttpText.Parse(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", _head);
        Assert.Equal((BodyFraming.Length, 5), (_head.Framing, _head.ContentLength));
        HttpText.Parse(method + " / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", _head);
        Assert.Equal(BodyFraming.Chunked, _head.Framing);
    }

    [Theory]
    [InlineData("Transfer-Encoding: CHUNKED\r\n")]
    [InlineData("tRANSFER-eNCODING:chunked \t\r\n")]
    public void Chunked_alone_is_understood_in_any_case(string field)
    {
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(Post + field + "\r\n", _head).Status);
        Assert.Equal(BodyFraming.Chunked, _head.Framing);
    }

    [Theory]
    [InlineData("http://example.org/", "example.com", true)]
    [InlineData("http://example.com/", "EXAMPLE.com", false)]
    [InlineData("http://example.com:8080/", "example.com", true)]
    [InlineData("http://example.com/", "", true)]
    public void Another_host_than_the_targets_is_seen(string target, string host, bool isOverridden)
    {
        var input = HttpText.Bytes($"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(input, _head).Status);
        Assert.Equal(isOverridden, _head.IsHostOverridden);
        Assert.Equal(target[7..^1], HttpText.Text(_head.EffectiveHost, input));
    }

    [Fact]
    public void Line_ends_encoded_in_a_target_stay_encoded()
    {
        var input = HttpText.Bytes("GET /%0d%0aX:%20y?%0D%0A HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(input, _head).Status);
        Assert.Equal(
            "GET /%0d%0aX:%20y?%0D%0A HTTP/1.1\r\n",
            HttpText.Written(output => HttpWriter.RequestLine(output, _head, input)));
    }
}
