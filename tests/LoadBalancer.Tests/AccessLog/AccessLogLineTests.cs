using System.Text;
using System.Text.Json;
using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.AccessLog;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;
using FsCheck.Xunit;

namespace FromScratch.LoadBalancer.Tests.AccessLog;

public sealed class AccessLogLineTests
{
    // 2026-11-25T18:30:05.042Z
    private const long Moment = 1_795_631_405_042;

    [Fact]
    public void A_whole_request_as_JSON() => Assert.Equal(
        """
        {"time":"2026-11-25T18:30:05.042Z","client":"192.0.2.7","clientPort":40001,"listener":"main","route":"api","backend":"web",
        "server":"web-1","method":"GET","target":"/a?b=1","version":"HTTP/1.1","host":"example.com","status":200,"bytesIn":420,
        "bytesOut":1234,"headUs":15,"queueUs":0,"connectUs":210,"responseUs":8100,"totalUs":9000,"retries":1,
        "termination":"done","terminationCode":"--","userAgent":"curl/8.5","referer":"-x","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}

        """.ReplaceLineEndings("") + "\n",
        Write(AccessLogFormat.Json, Request()));

    [Fact]
    public void A_request_that_went_nowhere_leaves_out_what_there_was_not()
    {
        var record = new AccessRecord { UnixMs = 0, Status = 400, Client = "::1"u8, Termination = Termination.BadRequest };
        Assert.Equal(
            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"client\":\"::1\",\"clientPort\":0,\"status\":400,\"bytesIn\":0,\"bytesOut\":0," +
            "\"retries\":0,\"termination\":\"bad-request\",\"terminationCode\":\"PR\"}\n",
            Write(AccessLogFormat.Json, record));
        Assert.Equal("::1 - - [01/Jan/1970:00:00:00 +0000] \"-\" 400 - \"-\" \"-\"\n", Write(AccessLogFormat.Combined, record));
    }

    [Fact]
    public void A_whole_request_in_Apaches_combined_format() => Assert.Equal(
        "192.0.2.7 - - [25/Nov/2026:18:30:05 +0000] \"GET /a?b=1 HTTP/1.1\" 200 1234 \"-x\" \"curl/8.5\"\n",
        Write(AccessLogFormat.Combined, Request()));

    [Fact]
    public void Apaches_escapes()
    {
        var record = Request();
        record.UserAgent = "a\"b\\c\t\n\r\v\b\x01\x7f é"u8;
        Assert.EndsWith(" \"a\\\"b\\\\c\\t\\n\\r\\v\\b\\x01\\x7f \\xc3\\xa9\"\n", Write(AccessLogFormat.Combined, record));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_shown_in_JSON()
    {
        var record = Request();
        record.Target = [(byte)'/', 0xC3, 0xA9, 0xE9, (byte)'"', (byte)'\\', 0, 0x1F, 0x7F, 0xF0, 0x9F];
        var line = Write(AccessLogFormat.Json, record);
        Assert.Equal("/éé\"\\\0\u001f\u007fð\u009f", JsonDocument.Parse(line).RootElement.GetProperty("target").GetString());
    }

    [Fact]
    public void No_log_writes_nothing() => Assert.Equal("", Write(AccessLogFormat.None, Request()));

    [Property(MaxTest = 300)]
    public void Whatever_the_bytes_a_line_is_one_valid_object(byte[] target, byte[] agent, long time, int status)
    {
        var record = new AccessRecord
        {
            UnixMs = time,
            Target = target ?? [],
            UserAgent = agent ?? [],
            Host = target ?? [],
            Method = agent ?? [],
            Status = status,
        };
        var line = Write(AccessLogFormat.Json, record);
        Assert.Equal(line.Length - 1, line.IndexOf('\n'));
        using var json = JsonDocument.Parse(line);
        Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
        var combined = Write(AccessLogFormat.Combined, record);
        Assert.Equal(combined.Length - 1, combined.IndexOf('\n'));
        Assert.All(combined.TrimEnd('\n'), c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public void Any_bytes_at_random_stay_valid() => Seeds.ForEach(20, random =>
    {
        var bytes = new byte[random.NextInt32(600)];
        for (var i = 0; i < 50; i++)
        {
            random.Fill(bytes);
            var line = Write(AccessLogFormat.Json, new AccessRecord { Target = bytes, Referer = bytes });
            using var json = JsonDocument.Parse(line);
            Assert.Equal(bytes.Length > 0, json.RootElement.TryGetProperty("target", out _));
        }
    });

    [Fact]
    public void A_value_without_end_is_cut()
    {
        var record = Request();
        record.Target = Encoding.ASCII.GetBytes("/" + new string('a', 100_000));
        var line = Write(AccessLogFormat.Json, record);
        Assert.Equal(LogText.BytesMax, JsonDocument.Parse(line).RootElement.GetProperty("target").GetString()!.Length);
        Assert.InRange(Write(AccessLogFormat.Combined, record).Length, LogText.BytesMax, LogText.BytesMax + 200);
    }

    [Fact]
    public void Every_termination_has_a_name_and_two_characters_of_its_own()
    {
        var all = Enum.GetValues<Termination>();
        Assert.Equal(all.Length, all.Select(one => Encoding.ASCII.GetString(one.Name())).Distinct().Count());
        Assert.All(all, one => Assert.Matches("^[a-z]+(-[a-z]+)*$", Encoding.ASCII.GetString(one.Name())));
        Assert.All(all, one => Assert.Matches("^[-CSPRLKIcs][-RQCHD]$", Encoding.ASCII.GetString(one.Code())));
        Assert.Equal("I-", Encoding.ASCII.GetString(Termination.InternalError.Code()));
    }

    [Theory]
    [InlineData(AccessLogFormat.Json)]
    [InlineData(AccessLogFormat.Combined)]
    public void A_line_costs_no_memory(AccessLogFormat format)
    {
        var output = new OutputBuffer();
        var agent = Encoding.UTF8.GetBytes("é\"\\\n").AsSpan();
        Run(100, output, format, agent);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1_000, output, format, agent);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(int times, OutputBuffer output, AccessLogFormat format, ReadOnlySpan<byte> agent)
    {
        for (var i = 0; i < times; i++)
        {
            var record = Request();
            record.UserAgent = agent;
            AccessLogLine.Write(output, format, record);
            output.Clear();
        }
    }

    private static AccessRecord Request() => new()
    {
        UnixMs = Moment,
        Client = "192.0.2.7"u8,
        ClientPort = 40_001,
        Listener = "main"u8,
        Route = "api"u8,
        Backend = "web"u8,
        Server = "web-1"u8,
        Method = "GET"u8,
        Target = "/a?b=1"u8,
        Version = "HTTP/1.1"u8,
        Host = "example.com"u8,
        UserAgent = "curl/8.5"u8,
        Referer = "-x"u8,
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736"u8,
        Status = 200,
        BytesIn = 420,
        BytesOut = 1_234,
        HeadMicroseconds = 15,
        QueueMicroseconds = 0,
        ConnectMicroseconds = 210,
        ResponseMicroseconds = 8_100,
        TotalMicroseconds = 9_000,
        Retries = 1,
    };

    private static string Write(AccessLogFormat format, in AccessRecord record)
    {
        var output = new OutputBuffer();
        AccessLogLine.Write(output, format, record);
        return Encoding.UTF8.GetString(output.Written);
    }
}
