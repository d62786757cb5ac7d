using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

public sealed class HttpWriterTests
{
    [Fact]
    public void A_response_is_written_from_its_parts()
    {
        var text = HttpText.Written(output =>
        {
            HttpWriter.StatusLine(output, 200);
            HttpWriter.Field(output, "X-A"u8, "b c"u8);
            HttpWriter.Chunked(output);
            HttpWriter.ConnectionKeepAlive(output);
            HttpWriter.EndOfHead(output);
            HttpWriter.ChunkHeader(output, 26);
            output.Write("abcdefghijklmnopqrstuvwxyz"u8);
            HttpWriter.ChunkEnd(output);
            HttpWriter.LastChunk(output);
        });
        Assert.Equal(
            "HTTP/1.1 200 OK\r\nX-A: b c\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n"
            + "1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n",
            text);
    }

    [Theory]
    [InlineData(200, "HTTP/1.1 200 OK\r\n")]
    [InlineData(101, "HTTP/1.1 101 Switching Protocols\r\n")]
    [InlineData(308, "HTTP/1.1 308 Permanent Redirect\r\n")]
    [InlineData(429, "HTTP/1.1 429 Too Many Requests\r\n")]
    [InlineData(502, "HTTP/1.1 502 Bad Gateway\r\n")]
    [InlineData(299, "HTTP/1.1 299 \r\n")]
    [InlineData(599, "HTTP/1.1 599 \r\n")]
    public void A_status_line_has_the_standard_reason(int status, string line) =>
        Assert.Equal(line, HttpText.Written(output => HttpWriter.StatusLine(output, status)));

    [Theory]
    [InlineData(0, "Content-Length: 0\r\n")]
    [InlineData(long.MaxValue, "Content-Length: 9223372036854775807\r\n")]
    public void A_length_is_written(long length, string line) =>
        Assert.Equal(line, HttpText.Written(output => HttpWriter.ContentLength(output, length)));

    [Theory]
    [InlineData(1, "1\r\n")]
    [InlineData(0xabcdef, "abcdef\r\n")]
    [InlineData(long.MaxValue, "7fffffffffffffff\r\n")]
    public void A_chunk_header_is_written(long size, string line) =>
        Assert.Equal(line, HttpText.Written(output => HttpWriter.ChunkHeader(output, size)));

    [Fact]
    public void Upgrades_and_interim_responses_are_written()
    {
        Assert.Equal("Connection: upgrade\r\n", HttpText.Written(HttpWriter.ConnectionUpgrade));
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", HttpText.Written(HttpWriter.Continue));
        Assert.Equal("PUT /a HTTP/1.1\r\n", HttpText.Written(output => HttpWriter.RequestLine(output, "PUT"u8, "/a"u8)));
    }

    [Theory]
    [InlineData("a\r\nInjected: b")]
    [InlineData("a\nInjected: b")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void Nothing_decoded_from_a_request_becomes_a_line(string value)
    {
        var output = new OutputBuffer();
        var bytes = HttpText.Bytes(value);
        Assert.Throws<ArgumentException>(() => HttpWriter.Field(output, "X"u8, bytes));
        Assert.Throws<ArgumentException>(() => HttpWriter.Field(output, bytes, "x"u8));
        Assert.Throws<ArgumentException>(() => HttpWriter.StatusLine(output, 200, bytes));
        Assert.Throws<ArgumentException>(() => HttpWriter.RequestLine(output, "GET"u8, bytes));
        Assert.Throws<ArgumentException>(() => HttpWriter.RequestLine(output, bytes, "/"u8));
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void The_date_is_formatted_once_per_second()
    {
        var date = new HttpDate();
        Assert.Equal("Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n", HttpText.Text(date.Line(0)));
        Assert.Equal("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", HttpText.Text(date.Line(784111777)));
        Assert.Equal("Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n", HttpText.Text(date.Line(784111778)));
    }

    public static TheoryData<HttpParseError> Errors => [.. Enum.GetValues<HttpParseError>().Except([HttpParseError.None])];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_error_has_a_refusal_that_our_own_parser_reads(HttpParseError error)
    {
        var date = new HttpDate();
        var wire = HttpText.Bytes(HttpText.Written(output => HttpRefusal.Write(output, error, date.Line(784111777))));
        var head = new HttpResponseHead();
        var answer = HttpText.Parse(wire, head);
        Assert.Equal(DecodeStatus.Done, answer.Status);
        Assert.Equal(error.Status(), head.Status);
        Assert.InRange(head.Status, 400, 599);
        Assert.False(head.Reason.IsEmpty);
        Assert.False(head.KeepAlive);
        Assert.Equal("Sun, 06 Nov 1994 08:49:37 GMT", HttpText.Text(head.ValueOf(KnownField.Date), wire));
        Assert.Equal(HttpText.Text(HttpRefusal.TextOf(error)), HttpText.Text(wire.AsSpan(answer.Consumed)));
        Assert.Equal(head.ContentLength, wire.Length - answer.Consumed);
        Assert.True(head.ContentLength > 1);
    }

    [Theory]
    [InlineData(HttpParseError.TimedOut, 408)]
    [InlineData(HttpParseError.BodyTooLarge, 413)]
    [InlineData(HttpParseError.TargetTooLong, 414)]
    [InlineData(HttpParseError.BadExpectation, 417)]
    [InlineData(HttpParseError.HeadTooLarge, 431)]
    [InlineData(HttpParseError.TooManyFields, 431)]
    [InlineData(HttpParseError.UnknownTransferCoding, 501)]
    [InlineData(HttpParseError.UnsupportedVersion, 505)]
    [InlineData(HttpParseError.TwoFramings, 400)]
    public void An_error_has_its_status(HttpParseError error, int status) => Assert.Equal(status, error.Status());
}
