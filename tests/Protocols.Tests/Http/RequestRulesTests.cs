using FromScratch.Core;
using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

/// <summary>What RFC 9110 and 9112 demand of an intermediary that reads a request, a row per demand.</summary>
public sealed class RequestRulesTests
{
    private readonly HttpRequestHead _head = new();

    public static TheoryData<string, string, HttpParseError, int> Refused =>
    [
        ("9112-3 request line without version", "GET /\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-3 request line of HTTP/0.9", "GET /\n", HttpParseError.BadLineEnd, 400),
        ("9112-3 request line is not corrected", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-3 blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-3 tab as separator", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-3 blank after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", HttpParseError.BadLineEnd, 400),
        ("9112-3 blank before the method", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-3 method is a token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-3 unknown method of any length", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1\r\n\r\n", HttpParseError.MethodTooLong, 501),
        ("9112-2.2 TLS on a clear port", "\u0016\u0003\u0001\u0002\0\u0001", HttpParseError.BadRequestLine, 400),
        ("9112-2.2 five empty lines", "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-2.2 empty line of a bare LF", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadLineEnd, 400),
        ("9112-2.2 bare LF after the request line", "GET / HTTP/1.1\nHost: a\n\n", HttpParseError.BadLineEnd, 400),
        ("9112-2.2 bare LF after a field", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", HttpParseError.BadLineEnd, 400),
        ("9112-2.2 bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", HttpParseError.BadLineEnd, 400),
        ("9112-2.2 bare CR in a value", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", HttpParseError.BadLineEnd, 400),
        ("9112-2.2 CR CR LF", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", HttpParseError.BadLineEnd, 400),
        ("9112-2.2 blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", HttpParseError.BadField, 400),
        ("9112-2.3 version in lower case", "GET / http/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-2.3 version of two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", HttpParseError.BadLineEnd, 400),
        ("9112-2.3 major of two digits", "GET / HTTP/11.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9110-15.6.6 HTTP/2 in clear text", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9110-15.6.6 later major version", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", HttpParseError.UnsupportedVersion, 505),
        ("9110-15.6.6 earlier major version", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", HttpParseError.UnsupportedVersion, 505),
        ("9112-3.2 fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-3.2 control character", "GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-3.2 byte over 127", "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadRequestLine, 400),
        ("9112-3.2.1 path without slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9112-3.2.3 authority without CONNECT", "GET example.com:80 HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9112-3.2.3 CONNECT to a path", "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9112-3.2.3 CONNECT to an URI", "CONNECT http://a:1/ HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9110-9.3.6 CONNECT without port", "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9110-9.3.6 CONNECT with empty port", "CONNECT a: HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9110-9.3.6 CONNECT to port 0", "CONNECT a:0 HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9112-3.2.4 asterisk without OPTIONS", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9112-3.2.4 more than an asterisk", "OPTIONS *x HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9110-4.2 other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9110-4.2.1 empty authority", "GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9110-4.2.4 user before the host", "GET http://u@h/ HTTP/1.1\r\nHost: h\r\n\r\n", HttpParseError.BadTarget, 400),
        ("9112-3.2 no Host in 1.1", "GET / HTTP/1.1\r\n\r\n", HttpParseError.BadHost, 400),
        ("9112-3.2 no Host, absolute target", "GET http://a/ HTTP/1.1\r\n\r\n", HttpParseError.BadHost, 400),
        ("9112-3.2 two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", HttpParseError.BadHost, 400),
        ("9112-3.2 two equal Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", HttpParseError.BadHost, 400),
        ("9112-3.2 two Hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", HttpParseError.BadHost, 400),
        ("9112-3.2 list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", HttpParseError.BadHost, 400),
        ("9112-3.2 Host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", HttpParseError.BadHost, 400),
        ("9112-3.2 Host with user", "GET / HTTP/1.1\r\nHost: b@a\r\n\r\n", HttpParseError.BadHost, 400),
        ("9112-3.2 Host with bad port", "GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n", HttpParseError.BadHost, 400),
        ("9112-5 no colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", HttpParseError.BadField, 400),
        ("9112-5 empty name", "GET / HTTP/1.1\r\n: a\r\n\r\n", HttpParseError.BadField, 400),
        ("9112-5.1 blank before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", HttpParseError.BadField, 400),
        ("9112-5.1 tab before the colon", "GET / HTTP/1.1\r\nHost\t: a\r\n\r\n", HttpParseError.BadField, 400),
        ("9112-5.2 folded line", "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", HttpParseError.BadField, 400),
        ("9112-5.2 line folded with a tab", "GET / HTTP/1.1\r\nHost: a\r\n\tfolded\r\n\r\n", HttpParseError.BadField, 400),
        ("9112-5.2 line folded to nothing", "GET / HTTP/1.1\r\nHost: a\r\n \r\n\r\n", HttpParseError.BadField, 400),
        ("9110-5.1 name of other characters", "GET / HTTP/1.1\r\nX\u00e9: a\r\nHost: a\r\n\r\n", HttpParseError.BadField, 400),
        ("9110-5.5 NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n", HttpParseError.BadField, 400),
        ("9110-5.5 DEL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\u007fc\r\n\r\n", HttpParseError.BadField, 400),
        ("9110-5.5 control character in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \u001b[0m\r\n\r\n", HttpParseError.BadField, 400),
        ("9110-7.6.2 Max-Forwards is a number", "TRACE / HTTP/1.1\r\nHost: a\r\nMax-Forwards: x\r\n\r\n",
            HttpParseError.BadMaxForwards, 400),
        ("9110-9.3.6 CONNECT with length", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n",
            HttpParseError.BodyNotAllowed, 400),
        ("9110-9.3.6 CONNECT with chunks", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            HttpParseError.BodyNotAllowed, 400),
        ("9110-10.1.1 other expectation", "PUT / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n", HttpParseError.BadExpectation, 417),
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_request_is_refused(string rule, string request, HttpParseError error, int status)
    {
        Assert.NotEmpty(rule);
        Assert.Equal(new HeadAnswer(DecodeStatus.Invalid, error, 0), HttpText.Parse(request, _head));
        Assert.Equal(status, error.Status());
    }

    [Theory]
    [InlineData("9112-2.2 empty line before the request", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("9112-2.2 a few of them", "\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("9110-2.5 later minor version", "GET / HTTP/1.7\r\nHost: a\r\n\r\n")]
    [InlineData("9110-5.1 unknown field", "GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09azAZ: x\r\n\r\n")]
    [InlineData("9110-5.5 value of older charsets", "GET / HTTP/1.1\r\nHost: a\r\nX: \u00e9\t\u00ff\r\n\r\n")]
    [InlineData("9110-5.5 empty value", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\nY: \t \r\n\r\n")]
    [InlineData("9110-7.2 empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n")]
    [InlineData("9110-9.1 unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("9110-9.3.1 GET with a body", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")]
    [InlineData("9112-3.2 no Host in 1.0", "GET / HTTP/1.0\r\n\r\n")]
    public void A_request_is_accepted(string rule, string request)
    {
        Assert.NotEmpty(rule);
        Assert.Equal(new HeadAnswer(DecodeStatus.Done, HttpParseError.None, request.Length), HttpText.Parse(request, _head));
    }

    [Fact]
    public void A_request_line_of_8000_bytes_is_read()
    {
        var request = "GET /" + new string('a', 8000 - "GET / HTTP/1.1".Length) + " HTTP/1.1\r\nHost: a\r\n\r\n";
        Assert.Equal(DecodeStatus.Done, HttpText.ParseOnce(HttpText.Bytes(request), _head, HttpLimits.Default).Status);
    }
}
