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
        var input = HttpText.Bytes(Get + "next");
        Assert.Equal(new HeadAnswer(DecodeStatus.Done, HttpParseError.None, Get.Length), HttpText.Parse(input, _head));
        Assert.Equal("GET", HttpText.Text(_head.Method, input));
        Assert.Equal("/metrics?x=1", HttpText.Text(_head.Target, input));
        Assert.Equal("a:80", HttpText.Text(_head.Host, input));
        var fields = _head.Fields.ToArray().Select(f => HttpText.Text(f.Name, input) + "=" + HttpText.Text(f.Value, input));
        Assert.Equal(["Host=a:80", "Accept=*/*", "X-Empty="], fields);
        Assert.True(_head.KeepAlive);
        Assert.False(_head.HasBody);
    }

    [Fact]
    public void Every_proper_prefix_needs_more()
    {
        foreach (var prefix in Fragmenter.ProperPrefixes(HttpText.Bytes("\r\n" + Get)))
            Assert.Equal(DecodeStatus.NeedMore, HttpText.ParseOnce(prefix, _head, HttpLimits.Default).Status);
    }

    [Fact]
    public void Pipelined_requests_are_read_one_by_one_into_one_head()
    {
        var input = HttpText.Bytes("PUT /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nMax-Forwards: 7\r\n\r\nabcGET /2 HTTP/1.0\r\n\r\n");
        var first = HttpText.Parse(input, _head);
        Assert.Equal((KnownMethod.Put, 3, 7), (_head.KnownMethod, _head.ContentLength, _head.MaxForwards));
        var rest = input[(first.Consumed + 3)..];
        Assert.Equal(rest.Length, HttpText.Parse(rest, _head).Consumed);
        Assert.Equal((KnownMethod.Get, 0, -1), (_head.KnownMethod, _head.ContentLength, _head.MaxForwards));
        Assert.Equal((0, 0, false), (_head.Fields.Length, _head.Host.Length, _head.Has(KnownField.ContentLength)));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.0\r\nConnection: Keep-Alive, close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost:\r\n\r\n", true)]
    public void The_connection_is_kept_as_the_version_and_the_peer_say(string request, bool kept)
    {
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(request, _head).Status);
        Assert.Equal(kept, _head.KeepAlive);
    }

    [Theory]
    [InlineData("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\nExpect: 100-Continue\r\n\r\n", true)]
    [InlineData("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n", true)]
    [InlineData("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n", false)]
    [InlineData("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", false)]
    [InlineData("PUT / HTTP/1.0\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n", false)]
    public void A_peer_waits_for_100_only_with_a_body_and_our_version(string request, bool waits)
    {
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(request, _head).Status);
        Assert.Equal(waits, _head.ExpectsContinue);
    }

    [Fact]
    public void Limits_are_kept_without_waiting_for_the_end()
    {
        var limits = new HttpLimits(RequestLineBytesMax: 32, HeadBytesMax: 64, FieldsMax: 2);
        Assert.Equal(HttpParseError.TargetTooLong, ErrorOf("GET /" + new string('a', 40), limits));
        Assert.Equal(HttpParseError.HeadTooLarge, ErrorOf("GET / HTTP/1.1\r\nA: " + new string('a', 64), limits));
        Assert.Equal(HttpParseError.TooManyFields, ErrorOf("GET / HTTP/1.1\r\nA:1\r\nB:2\r\nHost:3\r\n\r\n", limits));
        Assert.Equal(HttpParseError.None, ErrorOf("GET /" + new string('a', 25), limits));
        Assert.Equal(HttpParseError.None, ErrorOf("GET /" + new string('a', 16) + " HTTP/1.1\r\nHost: abcdefghijklmnopqr\r\n\r\n", limits));
    }

    [Property(MaxTest = 500)]
    public void Any_bytes_get_an_answer(byte[] noise, byte cut)
    {
        var valid = HttpText.Bytes(Get);
        HttpText.Parse([.. valid.AsSpan(0, cut % valid.Length), .. noise], _head);
    }

    private HttpParseError ErrorOf(string request, HttpLimits limits) => HttpText.Parse(request, _head, limits).Error;
}
