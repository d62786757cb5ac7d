using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Watch;

/// <summary>
/// Hands log lines of all I/O loops to the watching connections, numbered in one rising sequence (gid). While nobody watches a kind, its
/// price is one read of a flag. Thread-safe.
/// </summary>
public sealed class WatchHub(TimeProvider time)
{
    /// <summary>Connections that may watch at once; more are refused.</summary>
    public const int WatchersMax = 20;

    private const int HeadBytesMax = 80;

    private readonly Lock _gate = new();
    private volatile Watcher[] _watchers = [];
    private volatile WatchKinds _wanted;
    private ulong _gid;
    private long _published;
    private long _skipped;
    private long _sent;
    private long _refused;

    public int Watchers => _watchers.Length;

    /// <summary>Lines that at least one watcher had asked for.</summary>
    public long LinesPublished => Volatile.Read(ref _published);

    /// <summary>Lines that a slow watcher lost.</summary>
    public long LinesSkipped => Volatile.Read(ref _skipped);

    /// <summary>Lines handed to connections.</summary>
    public long LinesSent => Volatile.Read(ref _sent);

    /// <summary>Connections that could not watch because of <see cref="WatchersMax"/>, since the start.</summary>
    public long WatchersRefused => Volatile.Read(ref _refused);

    /// <summary>Everything that anybody watches.</summary>
    public WatchKinds Wanted => _wanted;

    /// <summary>Called after <see cref="Wanted"/> may have changed.</summary>
    internal Action? WantedChanged { get; set; }

    public bool Wants(WatchKinds kind) => (_wanted & kind) != 0;

    public bool IsWatching(long connectionId) => Array.Exists(_watchers, watcher => watcher.ConnectionId == connectionId);

    /// <summary>Null when there are <see cref="WatchersMax"/> already.</summary>
    public Watcher? TryAdd(WatchKinds kinds, IConnection connection)
    {
        var watcher = new Watcher(this, kinds, connection);
        lock (_gate)
        {
            if (_watchers.Length >= WatchersMax)
            {
                _refused++;
                return null;
            }

            Replace([.. _watchers, watcher]);
        }

        WantedChanged?.Invoke();
        return watcher;
    }

    public void ResetCounters()
    {
        lock (_gate)
        {
            _published = 0;
            _skipped = 0;
        }

        Interlocked.Exchange(ref _sent, 0);
    }

    internal void Remove(Watcher watcher)
    {
        lock (_gate)
            Replace([.. _watchers.Where(other => other != watcher)]);
        WantedChanged?.Invoke();
    }

    internal void Sent(long lines) => Interlocked.Add(ref _sent, lines);

    /// <param name="body">The line after ts and gid, without its end.</param>
    internal void Publish(WatchKinds kind, ReadOnlySpan<byte> body)
    {
        Span<byte> head = stackalloc byte[HeadBytesMax];
        lock (_gate)
        {
            if ((_wanted & kind) == 0)
                return;
            head = head[..WriteHead(head)];
            _published++;
            foreach (var watcher in _watchers)
            {
                if ((watcher.Kinds & kind) != 0 && !watcher.Append(head, body))
                    _skipped++;
            }
        }
    }

    private int WriteHead(Span<byte> head)
    {
        var micros = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var line = new LogLine(head);
        line.Add("ts="u8, micros / 1_000_000);
        line.Add("."u8);
        Span<byte> fraction = stackalloc byte[6];
        (micros % 1_000_000).TryFormat(fraction, out _, "D6", System.Globalization.CultureInfo.InvariantCulture);
        line.Add(fraction);
        line.Add(" gid="u8, (long)++_gid);
        line.Add(" "u8);
        return line.Written.Length;
    }

    private void Replace(Watcher[] watchers)
    {
        _watchers = watchers;
        _wanted = watchers.Aggregate(WatchKinds.None, (kinds, watcher) => kinds | watcher.Kinds);
    }
}
