using System.Text;
using System.Text.Json;
using FromScratch.Hosting.Logging;
using FromScratch.TestKit;
using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting.Tests;

public sealed class LoggingTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly MemoryStream _stream = new();

    [Fact]
    public void On_a_terminal_an_event_is_one_line_of_text()
    {
        LogTo(TextLogLine.Instance).LogWarning("first\nsecond\u0007 {Number}", 5);
        Assert.Equal("00:00:00.000 warn  Demo first\\nsecond\\u0007 5\n", Text);
    }

    [Fact]
    public void Elsewhere_an_event_is_one_line_of_JSON_with_its_values()
    {
        LogTo(JsonLogLine.Instance).LogError(
            new EventId(12, "Broken"), new IOException("disk"),
            "path {Path} after {ElapsedMs} {Ratio} {Ok} {Nothing}", "/a\n", 7, 0.5, true, null);
        Assert.Equal(1, Text.Count(c => c == '\n'));
        using var json = JsonDocument.Parse(Text);
        var line = json.RootElement;
        Assert.Equal("2026-01-01T00:00:00+00:00", line.GetProperty("time").GetString());
        Assert.Equal(
            ("error", 12, "Broken"),
            (line.GetProperty("level").GetString(), line.GetProperty("id").GetInt32(), line.GetProperty("event").GetString()));
        Assert.Equal(
            ("/a\n", 7, 0.5),
            (line.GetProperty("path").GetString(), line.GetProperty("elapsedMs").GetInt32(), line.GetProperty("ratio").GetDouble()));
        Assert.True(line.GetProperty("ok").GetBoolean());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("nothing").ValueKind);
        Assert.Contains("disk", line.GetProperty("error").GetString());
    }

    public void Dispose()
    {
        _clock.Dispose();
        _stream.Dispose();
    }

    private string Text => Encoding.UTF8.GetString(_stream.ToArray());

    private ILogger LogTo(ILogLineFormat format) => new ConsoleLoggerProvider(_stream, format, _clock.Time).CreateLogger("Demo");
}
