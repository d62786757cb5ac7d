using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Watch;

/// <summary>
/// The lines that wait for one watching connection, at most <see cref="WatcherBytesMax"/> bytes. A line that finds no room is dropped
/// and counted; the next one that fits is preceded by `skipped=N`.
/// </summary>
public sealed class Watcher : IWatcher
{
    public const int WatcherBytesMax = 256 * 1024;
    private const int BytesAtFirst = 4096;
    private const int SkippedLineBytesMax = 32;

    private readonly Lock _gate = new();
    private readonly WatchHub _hub;
    private readonly IConnection _connection;
    private byte[] _pending = new byte[BytesAtFirst];
    private int _length;
    private long _lines;
    private long _skipped;

    internal Watcher(WatchHub hub, WatchKinds kinds, IConnection connection)
    {
        _hub = hub;
        _connection = connection;
        Kinds = kinds;
    }

    public WatchKinds Kinds { get; }

    internal long ConnectionId => _connection.Id;

    /// <summary>
    /// Writes nothing while the output is over its soft limit: lines then gather here, and the next one wakes the connection again.
    /// </summary>
    public void Drain(OutputBuffer output)
    {
        if (output.IsOverSoftLimit)
            return;
        long lines;
        lock (_gate)
        {
            output.Write(_pending.AsSpan(0, _length));
            lines = _lines;
            _length = 0;
            _lines = 0;
        }

        _hub.Sent(lines);
    }

    public void Closed() => _hub.Remove(this);

    /// <summary>Appends one line made of two parts and its end. False when it was skipped.</summary>
    internal bool Append(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        bool kept;
        lock (_gate)
            kept = AppendLocked(head, body);
        _connection.Wake();
        return kept;
    }

    private bool AppendLocked(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var bytes = head.Length + body.Length + 1;
        if (!HasRoom(_skipped > 0 ? bytes + SkippedLineBytesMax : bytes))
        {
            _skipped++;
            return false;
        }

        if (_skipped > 0)
            AppendSkipped();
        Copy(head);
        Copy(body);
        _pending[_length++] = (byte)'\n';
        _lines++;
        return true;
    }

    private void AppendSkipped()
    {
        Copy("skipped="u8);
        _skipped.TryFormat(_pending.AsSpan(_length), out var written);
        _length += written;
        _pending[_length++] = (byte)'\n';
        _skipped = 0;
    }

    private bool HasRoom(int bytes)
    {
        if (_length + bytes > WatcherBytesMax)
            return false;
        if (_length + bytes > _pending.Length)
            Array.Resize(ref _pending, Math.Min(WatcherBytesMax, Math.Max(_length + bytes, 2 * _pending.Length)));
        return true;
    }

    private void Copy(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_pending.AsSpan(_length));
        _length += text.Length;
    }
}
