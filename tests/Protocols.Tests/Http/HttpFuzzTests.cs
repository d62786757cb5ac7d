using System.Globalization;
using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Http;
using FromScratch.TestKit;
using FsCheck.Xunit;

namespace FromScratch.Protocols.Tests.Http;

public sealed class HttpFuzzTests
{
    private const string Alphabet = "\r\r\r\n\n\n  \t:;,/?*%0123457aAfFxX-_\"\0\u007f\u00ffHTTP/1.1";
    private const string TokenCharacters = "!#$%&'*+-.^_`|~09azAZ";

    private static readonly string[] Requests =
    [
        "GET /a?b HTTP/1.1\r\nHost: example.com:80\r\nAccept: */*\r\n\r\n",
        "POST http://example.com/ HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n",
        "OPTIONS * HTTP/1.0\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nMax-Forwards: 3\r\n\r\n",
        "\r\nPUT / HTTP/1.1\r\nhost: [::1]\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\nTE: trailers\r\n\r\n",
        "CONNECT a:443 HTTP/1.1\r\nHost: a\r\nProxy-Authorization: x\r\n\r\n",
    ];

    private static readonly string[] Responses =
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nDate: x\r\n\r\n",
        "HTTP/1.1 101\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.0 404 Not Found\r\nConnection: keep-alive\r\n\r\n",
        "HTTP/1.1 200 \r\nTransfer-Encoding: gzip, chunked\r\nConnection: close, X\r\nX: y\r\n\r\n",
    ];

    private static readonly string[] Bodies =
    [
        "5\r\nhello\r\n10;a=\"b\"\r\n0123456789abcdef\r\n0\r\n\r\n",
        "1\r\n\r\r\n000\r\nX-Trailer: 1\r\nY: 2\r\n\r\n",
    ];

    private readonly HttpRequestHead _request = new();
    private readonly HttpResponseHead _response = new();

    [Fact]
    public void Garbage_is_judged_alike_however_it_is_cut() => Seeds.ForEach(10, random =>
    {
        for (var round = 0; round < 200; round++)
            JudgeAll(Noise(random, random.NextInt32(1, 50)));
    });

    [Fact]
    public void Messages_with_a_few_bytes_changed_are_judged_alike_however_they_are_cut() => Seeds.ForEach(10, random =>
    {
        for (var round = 0; round < 100; round++)
        {
            JudgeAll(Mutate(random, Requests[random.NextInt32(Requests.Length)]));
            JudgeAll(Mutate(random, Responses[random.NextInt32(Responses.Length)]));
            JudgeAll(Mutate(random, Bodies[random.NextInt32(Bodies.Length)]));
        }
    });

    [Fact]
    public void An_accepted_request_is_accepted_again_as_it_is_forwarded() => Seeds.ForEach(10, random =>
    {
        var forwarded = new HttpRequestHead();
        for (var round = 0; round < 1000; round++)
        {
            var input = Mutate(random, Requests[random.NextInt32(Requests.Length)]);
            if (HttpText.ParseOnce(input, _request, HttpLimits.Default).Status != DecodeStatus.Done)
                continue;
            var wire = HttpText.Bytes(HttpText.Written(output => Forward(_request, input, output)));
            Assert.Equal(DecodeStatus.Done, HttpText.ParseOnce(wire, forwarded, HttpLimits.Default).Status);
            Assert.Equal((_request.Framing, _request.ContentLength), (forwarded.Framing, forwarded.ContentLength));
            Assert.Equal(HttpText.Text(_request.EffectiveHost, input), HttpText.Text(forwarded.EffectiveHost, wire));
            Assert.False(forwarded.IsHostOverridden && forwarded.KnownMethod != KnownMethod.Connect);
        }
    });

    [Property(MaxTest = 300)]
    public void Any_fields_come_back(byte[][] names, byte[][] values)
    {
        var count = Math.Min(names.Length, values.Length);
        var fields = Enumerable.Range(0, count).Select(i => ("X-" + TokenOf(names[i]), ValueOf(values[i]))).ToArray();
        var wire = new StringBuilder("GET / HTTP/1.1\r\nHost: a\r\n");
        foreach (var (name, value) in fields)
            wire.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        var input = HttpText.Bytes(wire.Append("\r\n").ToString());
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(input, _request, new HttpLimits(FieldsMax: count + 1)).Status);
        var found = _request.Fields[1..].ToArray().Select(f => (HttpText.Text(f.Name, input), HttpText.Text(f.Value, input)));
        Assert.Equal(fields, found);
    }

    [Property(MaxTest = 300)]
    public void Any_chunks_come_back(byte[][] chunks, byte cut)
    {
        var output = new OutputBuffer();
        foreach (var chunk in chunks.Where(chunk => chunk.Length > 0))
        {
            HttpWriter.ChunkHeader(output, chunk.Length);
            output.Write(chunk);
            HttpWriter.ChunkEnd(output);
        }

        HttpWriter.LastChunk(output);
        var wire = output.Written.ToArray();
        var expected = new BodyAnswer(
            DecodeStatus.Done, HttpParseError.None, wire.Length, string.Concat(chunks.Select(chunk => HttpText.Text(chunk))));
        var at = cut % wire.Length;
        Assert.Equal(expected, BodyText.Decode([wire[..at], wire[at..]], BodyText.Chunked()));
        Assert.Equal(expected, BodyText.Decode(Fragmenter.OneByOne(wire), BodyText.Chunked()));
        Assert.Equal(expected with { Payload = "" }, BodyText.Relay(Fragmenter.OneByOne(wire), BodyText.Chunked()));
    }

    /// <summary>What a proxy does with a request: own line and framing, the effective host, the fields that go on.</summary>
    private static void Forward(HttpRequestHead head, byte[] input, OutputBuffer output)
    {
        HttpWriter.RequestLine(output, head, input);
        HttpWriter.Field(output, "Host"u8, head.EffectiveHost.Of(input));
        HopByHop.CopyFields(head, input, HopByHop.DroppedOf(head).With(KnownField.Host), output);
        if (head.IsChunked)
            HttpWriter.Chunked(output);
        HttpWriter.EndOfHead(output);
    }

    private void JudgeAll(byte[] bytes)
    {
        HttpText.Parse(bytes, _request);
        HttpText.Parse(bytes, _response);
        var limits = new HttpLimits(ChunkExtensionBytesMax: 6, ChunkExtensionBytesTotalMax: 9, TrailerBytesMax: 20, BodyBytesMax: 40);
        BodyText.Follow(HttpText.Text(bytes), () => BodyText.Chunked(limits));
    }

    private static byte[] Noise(SeededRandom random, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)Alphabet[random.NextInt32(Alphabet.Length)];
        return bytes;
    }

    /// <summary>Bytes changed, taken away or put in, in a few places.</summary>
    private static byte[] Mutate(SeededRandom random, string valid)
    {
        var bytes = HttpText.Bytes(valid).ToList();
        for (var change = random.NextInt32(3); change >= 0; change--)
        {
            var at = random.NextInt32(bytes.Count);
            switch (random.NextInt32(3))
            {
                case 0:
                    bytes[at] = Noise(random, 1)[0];
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.InsertRange(at, Noise(random, random.NextInt32(1, 4)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static string TokenOf(byte[] seed) => string.Concat(seed.Select(b => TokenCharacters[b % TokenCharacters.Length]));

    private static string ValueOf(byte[] seed) =>
        HttpText.Text([.. seed.Where(b => b is (byte)'\t' or >= 0x20 and not 0x7F)]).Trim(' ', '\t');
}
