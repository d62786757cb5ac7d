using System.Globalization;
using System.Text;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Session.Statistics;

/// <summary>The latest commands that took longer than slowlog-log-slower-than; what is shown of one is bounded as in Redis.</summary>
internal sealed class SlowLog
{
    private const int ArgumentsMax = 32;
    private const int ArgumentBytesMax = 128;

    private readonly LinkedList<SlowCommand> _entries = [];
    private long _nextId;

    public int Count => _entries.Count;

    /// <summary>The latest first.</summary>
    public IEnumerable<SlowCommand> Latest => _entries;

    public void Add(KeyValueContext context, KeyValueSession client, in RespRequest request, long microseconds)
    {
        _entries.AddFirst(new SlowCommand(
            _nextId++, context.NowUnixMs / 1000, microseconds, Shown(request),
            ClientText.Address(client.RemoteEndPoint, client.LocalEndPoint), client.Name));
        Trim(context.Settings.SlowLogMaxLength);
    }

    public void Trim(int length)
    {
        while (_entries.Count > length)
            _entries.RemoveLast();
    }

    public void Clear() => _entries.Clear();

    private static byte[][] Shown(in RespRequest request)
    {
        var shown = new byte[Math.Min(request.Count, ArgumentsMax)][];
        for (var i = 0; i < shown.Length; i++)
            shown[i] = Shown(request[i]);
        if (request.Count > ArgumentsMax)
            shown[^1] = Encoding.ASCII.GetBytes(More(request.Count - ArgumentsMax + 1, "arguments"));
        return shown;
    }

    private static byte[] Shown(ReadOnlySpan<byte> argument) => argument.Length <= ArgumentBytesMax
        ? argument.ToArray()
        : [.. argument[..ArgumentBytesMax], .. Encoding.ASCII.GetBytes(More(argument.Length - ArgumentBytesMax, "bytes"))];

    private static string More(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"... ({count} more {what})");
}

internal sealed record SlowCommand(long Id, long UnixSeconds, long Microseconds, byte[][] Arguments, string Address, byte[] ClientName);
