using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Http;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Http;

public sealed class HttpAllocationTests
{
    private const int Rounds = 1000;

    private static readonly byte[] Request = HttpText.Bytes(
        "POST http://[::1]:8080/a?b HTTP/1.1\r\nHost: example.com\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nVia: 1.1 a\r\n"
        + "Transfer-Encoding: chunked\r\nCookie: a=b\r\nX: y\r\nExpect: 100-continue\r\n\r\n");

    private static readonly byte[] Response = HttpText.Bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nServer: x\r\n\r\n");
    private static readonly byte[] Body = HttpText.Bytes("5;a=b\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n");
    private static readonly byte[] Wrong = HttpText.Bytes("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n");

    private readonly HttpRequestHead _request = new();
    private readonly HttpResponseHead _response = new();
    private readonly HttpDate _date = new();
    private readonly OutputBuffer _output = new();
    private long _second;

    [Fact]
    public void A_message_through_the_codec_allocates_nothing()
    {
        Assert.Equal(0, Allocations.OfThread(PassOne, Rounds));
        Assert.True(_output.Length > 0);
    }

    /// <summary>A request, a refusal and a response, as a proxy handles them.</summary>
    private void PassOne()
    {
        _output.Clear();
        Check(HttpRequestParser.Parse(Request, HttpLimits.Default, _request, out _, out _) == DecodeStatus.Done);
        HttpWriter.RequestLine(_output, _request, Request);
        HttpWriter.Field(_output, "Host"u8, _request.EffectiveHost.Of(Request));
        HopByHop.CopyFields(_request, Request, HopByHop.DroppedOf(_request).With(KnownField.Host), _output);
        HttpWriter.EndOfHead(_output);
        PassBody(BodyReader.Of(_request, HttpLimits.Default));
        Check(HttpRequestParser.Parse(Wrong, HttpLimits.Default, _request, out _, out var error) == DecodeStatus.Invalid);
        HttpRefusal.Write(_output, error, _date.Line(_second++));
        Check(HttpResponseParser.Parse(Response, HttpLimits.Default, _response, out _, out _) == DecodeStatus.Done);
        HttpWriter.StatusLine(_output, _response.Status, _response.Reason.Of(Response));
        HopByHop.CopyFields(_response, Response, HopByHop.DroppedOf(_response, KnownMethod.Post), _output);
        HttpWriter.ContentLength(_output, _second);
        PassBody(BodyReader.Of(_response, KnownMethod.Post, HttpLimits.Default));
        Check(HttpHost.TryNormalize("EXAMPLE.com:80"u8, _output.GetSpan(HttpHost.NameBytesMax), out _));
    }

    private void PassBody(BodyReader reader)
    {
        Check(reader.Relay(Body, out var consumed) == DecodeStatus.Done && consumed == Body.Length);
        HttpWriter.ChunkHeader(_output, consumed);
    }

    /// <summary>Assert would allocate.</summary>
    private static void Check(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("The codec gave another answer than expected.");
    }
}
