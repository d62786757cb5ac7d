using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting.Logging;

/// <summary>One event on its way to the log.</summary>
internal readonly record struct LogEntry(
    DateTimeOffset Time,
    LogLevel Level,
    string Category,
    EventId Event,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>> Values,
    Exception? Error);

/// <summary>Turns an event into the bytes of one line, its newline included.</summary>
internal interface ILogLineFormat
{
    ReadOnlySpan<byte> Format(in LogEntry entry);
}
