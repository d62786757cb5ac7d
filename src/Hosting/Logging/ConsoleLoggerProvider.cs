using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting.Logging;

/// <summary>
/// Logs to one stream: a line of text per event on a terminal, a line of JSON elsewhere. Written at once, under a lock: a host logs
/// what an operator acts on, not requests. (The framework's console logger costs 10 ms of a native host's start, 80 ms of a managed one's.)
/// </summary>
internal sealed class ConsoleLoggerProvider(Stream output, ILogLineFormat format, TimeProvider time) : ILoggerProvider
{
    private readonly ConcurrentDictionary<string, ConsoleLogger> _loggers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>What suits standard output as it is.</summary>
    public static ILogLineFormat FormatForConsole => Console.IsOutputRedirected ? JsonLogLine.Instance : TextLogLine.Instance;

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, name => new ConsoleLogger(this, name));

    public void Dispose()
    {
        lock (_lock)
            output.Dispose();
    }

    internal void Write(in LogEntry entry)
    {
        var line = format.Format(entry with { Time = time.GetUtcNow() });
        lock (_lock)
            output.Write(line);
    }
}
