using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting.Logging;

/// <summary>One category of a <see cref="ConsoleLoggerProvider"/>. Scopes are not kept.</summary>
internal sealed class ConsoleLogger(ConsoleLoggerProvider provider, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        provider.Write(new LogEntry(
            default,
            logLevel,
            category,
            eventId,
            formatter(state, exception),
            state as IReadOnlyList<KeyValuePair<string, object?>> ?? [],
            exception));
    }
}
