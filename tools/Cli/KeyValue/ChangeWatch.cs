using System.Globalization;
using System.Text;
using System.Text.Json;
using FromScratch.KeyValue.Client;

namespace FromScratch.Cli.KeyValue;

/// <summary>Prints CHANGES, and goes on behind the last one printed when the connection is lost.</summary>
/// <param name="connect">To any node that answers.</param>
/// <param name="output">Gets a line per change.</param>
/// <param name="asJson">Lines are JSON.</param>
internal sealed class ChangeWatch(Func<RespConnection> connect, TextWriter output, bool asJson)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private string? _history;
    private string _next = "$";
    private long _printed;

    /// <summary>Returns after so many changes, or when asked to end.</summary>
    public void Run(string from, string prefix, long count, CancellationToken cancellation)
    {
        _next = from;
        while (!cancellation.IsCancellationRequested && (count == 0 || _printed < count))
        {
            try
            {
                Follow(prefix, count, cancellation);
            }
            catch (IOException) when (_history is not null && !cancellation.IsCancellationRequested)
            {
                cancellation.WaitHandle.WaitOne(Pause);
            }
            catch (Exception error) when (cancellation.IsCancellationRequested && error is IOException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Follow(string prefix, long count, CancellationToken cancellation)
    {
        using var connection = connect();
        using var ending = cancellation.Register(connection.Dispose);
        string[] words = ["CHANGES", "FROM", _next, "PREFIX", prefix];
        Check(connection.Ask(_history is null ? words : [.. words, "HISTORY", _history]));
        while (count == 0 || _printed < count)
        {
            var message = connection.Read();
            if (message.IsError)
                throw new RefusedException(message.Text);
            if (message.Elements[0].Text == "change")
                Print(message);
            _next = (message.Elements[1].Integer + 1).ToString(CultureInfo.InvariantCulture);
        }
    }

    private void Check(RespReply begin)
    {
        // A node that is behind the one that was read before catches up: the same again in a moment.
        if (begin.IsError && _history is not null && begin.Text.StartsWith("ERR the newest entry", StringComparison.Ordinal))
            throw new IOException(begin.Text);
        if (begin.IsError)
            throw new RefusedException(begin.Text);
        _history = begin.Elements[1].Text;
        _next = begin.Elements[2].Integer.ToString(CultureInfo.InvariantCulture);
    }

    private void Print(RespReply change)
    {
        var (index, timeMs) = (change.Elements[1].Integer, change.Elements[2].Integer);
        output.WriteLine(asJson ? Json(index, timeMs, change.Elements[3]) : Line(index, timeMs, change.Elements[3]));
        output.Flush();
        _printed++;
    }

    private static string Line(long index, long timeMs, RespReply commands)
    {
        var line = new StringBuilder();
        var time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
        line.Append(CultureInfo.InvariantCulture, $"{index} {time:yyyy-MM-ddTHH:mm:ss.fff}Z");
        var separator = " ";
        foreach (var command in commands.Elements)
        {
            line.Append(separator).AppendJoin(' ', command.Elements.Select(word => Quoted(word.Bytes.Span)));
            separator = "; ";
        }

        return line.ToString();
    }

    private static string Json(long index, long timeMs, RespReply commands) => JsonSerializer.Serialize(new
    {
        index,
        timeMs,
        commands = commands.Elements.Select(command => command.Elements.Select(word => word.Text)),
    });

    /// <summary>Plain words as they are, all else as redis-cli shows it.</summary>
    private static string Quoted(ReadOnlySpan<byte> word)
    {
        if (word.Length > 0 && word.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0 && word.IndexOfAny("\"'\\;"u8) < 0)
            return Encoding.ASCII.GetString(word);
        var text = new StringBuilder("\"");
        foreach (var character in word)
        {
            _ = character switch
            {
                (byte)'"' => text.Append("\\\""),
                (byte)'\\' => text.Append("\\\\"),
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                (byte)'\t' => text.Append("\\t"),
                >= 32 and < 127 => text.Append((char)character),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\x{character:x2}"),
            };
        }

        return text.Append('"').ToString();
    }
}
