using FromScratch.Core;
using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

public sealed class HopByHopTests
{
    private readonly HttpRequestHead _request = new();
    private readonly HttpResponseHead _response = new();

    [Theory]
    [InlineData("Connection: close")]
    [InlineData("Keep-Alive: timeout=5")]
    [InlineData("Proxy-Connection: keep-alive")]
    [InlineData("TE: trailers")]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData("Trailer: X")]
    [InlineData("Upgrade: h2c")]
    [InlineData("Proxy-Authorization: Basic eA==")]
    [InlineData("Proxy-Authenticate: Basic")]
    [InlineData("Proxy-Authentication-Info: x")]
    [InlineData("HTTP2-Settings: AAMAAABkAAQAAP__")]
    public void What_is_for_one_hop_stays_behind(string field)
    {
        Assert.Equal("Host: a\r\nX: y\r\n", Forwarded($"Host: a\r\n{field}\r\nX: y\r\n"));
        Assert.Equal("X: y\r\n", ForwardedOfResponse("200 OK", $"{field}\r\nX: y\r\n"));
    }

    [Fact]
    public void What_Connection_names_stays_behind()
    {
        Assert.Equal(
            "Host: a\r\nX-Other: 2\r\n",
            Forwarded("Host: a\r\nX-Hop: 1\r\nConnection: x-hop, ,\tX-Third\r\nX-Other: 2\r\nx-HOP: 3\r\nx-third: 4\r\n"));
        Assert.Equal(
            "Y: 1\r\nHost: a\r\n",
            Forwarded("Connection: host2\r\nY: 1\r\nHost: a\r\nHost2: a\r\nConnection: z\r\nZ: 1\r\n"));
    }

    [Theory]
    [InlineData("Cookie: a=b")]
    [InlineData("Authorization: x")]
    [InlineData("X-Forwarded-For: 192.0.2.1")]
    [InlineData("X-Forwarded-Proto: https")]
    [InlineData("Forwarded: for=192.0.2.1")]
    [InlineData("Cache-Control: no-store")]
    [InlineData("Date: x")]
    public void Connection_cannot_strip_what_is_meant_for_the_server(string field)
    {
        var name = field[..field.IndexOf(':', StringComparison.Ordinal)];
        Assert.Equal($"Host: a\r\n{field}\r\n", Forwarded($"Host: a\r\nConnection: close, {name}\r\n{field}\r\n"));
        Assert.False(_request.KeepAlive);
    }

    [Fact]
    public void Connection_names_a_bounded_number_of_fields()
    {
        var names = string.Join(',', Enumerable.Range(0, HttpLimits.ConnectionNamesMax).Select(n => "x" + n));
        Assert.Equal(DecodeStatus.Done, HttpText.Parse($"GET / HTTP/1.1\r\nHost: a\r\nConnection: {names}\r\n\r\n", _request).Status);
        var answer = HttpText.Parse($"GET / HTTP/1.1\r\nHost: a\r\nConnection: close, {names}\r\nConnection: y\r\n\r\n", _request);
        Assert.Equal(HttpParseError.BadConnection, answer.Error);
    }

    [Fact]
    public void An_upgrade_that_is_forwarded_keeps_its_field()
    {
        const string fields = "Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n";
        Assert.Equal("Host: a\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n", Forwarded(fields, keepUpgrade: true));
        Assert.Equal("Host: a\r\nSec-WebSocket-Key: x\r\n", Forwarded(fields));
        Assert.Equal("Host: a\r\n", Forwarded("Host: a\r\nUpgrade: websocket\r\n", keepUpgrade: true));
        var answer = HttpText.Bytes("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        HttpText.Parse(answer, _response);
        var dropped = HopByHop.DroppedOf(_response, KnownMethod.Get, keepUpgrade: true);
        Assert.Equal("Upgrade: websocket\r\n", HttpText.Written(output => HopByHop.CopyFields(_response, answer, dropped, output)));
    }

    [Theory]
    [InlineData("200 OK", "Content-Length: 3\r\n", KnownMethod.Get, "Content-Length: 3\r\n")]
    [InlineData("200 OK", "Content-Length: 3\r\n", KnownMethod.Head, "Content-Length: 3\r\n")]
    [InlineData("304 Not Modified", "Content-Length: 3\r\n", KnownMethod.Get, "Content-Length: 3\r\n")]
    [InlineData("204 No Content", "Content-Length: 3\r\n", KnownMethod.Get, "")]
    [InlineData("103 Early Hints", "Content-Length: 3\r\nLink: x\r\n", KnownMethod.Get, "Link: x\r\n")]
    [InlineData("200 OK", "Content-Length: 3\r\n", KnownMethod.Connect, "")]
    [InlineData("200 OK", "Alt-Svc: h3\r\n", KnownMethod.Get, "")]
    [InlineData(
        "401 X", "WWW-Authenticate: Basic\r\nSet-Cookie: a\r\nset-cookie: b\r\n",
        KnownMethod.Get, "WWW-Authenticate: Basic\r\nSet-Cookie: a\r\nset-cookie: b\r\n")]
    public void A_length_is_forwarded_only_where_it_may_stand(string status, string fields, KnownMethod method, string forwarded) =>
        Assert.Equal(forwarded, ForwardedOfResponse(status, fields, method));

    [Fact]
    public void What_the_caller_writes_itself_is_left_out_and_the_rest_goes_as_it_came()
    {
        var input = HttpText.Bytes("GET / HTTP/1.1\r\nhOST:a\r\nX:  y \t\r\nVia: 1.1 b\r\n\r\n");
        HttpText.Parse(input, _request);
        var dropped = HopByHop.DroppedOf(_request).With(KnownField.Host).With(new KnownFieldSet(KnownField.Via));
        Assert.Equal("X:  y \t\r\n", HttpText.Written(output => HopByHop.CopyFields(_request, input, dropped, output)));
        Assert.Equal(
            "hOST:a\r\nX:  y \t\r\nVia: 1.1 b\r\n",
            HttpText.Written(output => HopByHop.CopyFields(_request, input, default, output)));
    }

    private string Forwarded(string fields, bool keepUpgrade = false)
    {
        var input = HttpText.Bytes($"POST / HTTP/1.1\r\n{fields}\r\n");
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(input, _request).Status);
        var dropped = HopByHop.DroppedOf(_request, keepUpgrade);
        return HttpText.Written(output => HopByHop.CopyFields(_request, input, dropped, output));
    }

    private string ForwardedOfResponse(string status, string fields, KnownMethod method = KnownMethod.Get)
    {
        var input = HttpText.Bytes($"HTTP/1.1 {status}\r\n{fields}\r\n");
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(input, _response).Status);
        var dropped = HopByHop.DroppedOf(_response, method);
        return HttpText.Written(output => HopByHop.CopyFields(_response, input, dropped, output));
    }
}
