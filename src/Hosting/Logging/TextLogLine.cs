using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting.Logging;

/// <summary>
/// 12:30:05.123 info FromScratch.Cache listening on 127.0.0.1:11211. Times are UTC; control characters are made visible.
/// </summary>
internal sealed class TextLogLine : ILogLineFormat
{
    public static TextLogLine Instance { get; } = new();

    public ReadOnlySpan<byte> Format(in LogEntry entry)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{entry.Time:HH:mm:ss.fff} {Name(entry.Level),-5} {entry.Category} ");
        Append(text, entry.Message);
        if (entry.Error is { } error)
            Append(text.Append(" | "), error.ToString());
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    internal static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "crit",
    };

    private static void Append(StringBuilder text, string message)
    {
        foreach (var c in message)
        {
            if (c == '\n')
                text.Append("\\n");
            else if (!char.IsControl(c))
                text.Append(c);
            else if (c != '\r')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
    }
}
