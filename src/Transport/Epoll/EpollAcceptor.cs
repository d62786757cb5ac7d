using System.Runtime.InteropServices;
using FromScratch.Transport.Listening;

namespace FromScratch.Transport.Epoll;

/// <summary>
/// Accepts on loop 0 and deals connections to the loop that has the fewest. Listeners come and go from other threads, so a lock is taken
/// per round of accepting.
/// </summary>
internal sealed class EpollAcceptor(EpollLoop home, EpollLoop[] loops)
{
    /// <summary>Connections taken per listener and round; the kernel reports the rest again.</summary>
    private const int AcceptsPerRoundMax = 64;

    private readonly Lock _gate = new();

    /// <summary>By what epoll hands back: never used again, so that an event fetched before its listener left finds nothing.</summary>
    private readonly Dictionary<int, Entry> _entries = [];
    private int _lastKey;
    private int _next;
    private bool _closed;

    public void Add(BoundListener listener)
    {
        listener.Socket.Blocking = false;
        lock (_gate)
        {
            var key = ++_lastKey;
            home.Epoll.Add(listener.Descriptor, Libc.EPOLLIN, (ulong)key);
            _entries.Add(key, new Entry(listener));
        }
    }

    /// <summary>What waits in the kernel is taken in first, as many as can have waited when it began.</summary>
    public void Remove(BoundListener listener)
    {
        lock (_gate)
        {
            var found = _entries.FirstOrDefault(pair => pair.Value.Listener == listener);
            if (_closed || !_entries.Remove(found.Key))
                return;
            Accept(found.Value, home.Context.Options.Backlog + 1, scratch: null);
            home.Epoll.Remove(listener.Descriptor);
        }
    }

    public void Ready(int key)
    {
        lock (_gate)
        {
            if (_closed || !_entries.TryGetValue(key, out var entry) || Accept(entry, AcceptsPerRoundMax, home.Received))
                return;
            // Out of descriptors: a listener that stayed registered would report itself without end.
            entry.PausedSince = Math.Max(1, home.Context.Time.GetTimestamp());
            home.Epoll.Modify(entry.Listener.Descriptor, 0, (ulong)key);
        }
    }

    /// <summary>On every tick: listeners that paused try again.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            foreach (var (key, entry) in _entries)
            {
                if (entry.PausedSince == 0 || _closed)
                    continue;
                var paused = home.Context.Time.GetElapsedTime(entry.PausedSince);
                Interlocked.Add(ref home.Context.Accepts.PausedMicroseconds, (long)paused.TotalMicroseconds);
                entry.PausedSince = 0;
                home.Epoll.Modify(entry.Listener.Descriptor, Libc.EPOLLIN, (ulong)key);
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            foreach (var entry in _entries.Values)
                entry.Listener.Dispose();
        }
    }

    /// <summary>False when accepting failed for want of something that others may give back.</summary>
    private bool Accept(Entry entry, int max, byte[]? scratch)
    {
        for (var i = 0; i < max; i++)
        {
            var fd = NativeSocket.Accept(entry.Listener.Descriptor, out var remote);
            if (fd < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (errno == Libc.EAGAIN)
                    return true;
                // Any other error is that of one connection, which is gone.
                if (errno is not (Libc.EMFILE or Libc.ENFILE or Libc.ENOMEM or Libc.ENOBUFS))
                    continue;
                Interlocked.Increment(ref home.Context.Accepts.Pauses);
                home.Context.Log.AcceptPaused(entry.Listener.Address, Marshal.GetPInvokeErrorMessage(errno));
                return false;
            }

            if (!home.Context.Gate.TryEnter())
            {
                Reject(fd, entry.Listener, scratch ??= new byte[4096]);
                continue;
            }

            var loop = Choose();
            loop.Adopt(new EpollConnection(loop, fd, remote, entry.Listener));
        }

        return true;
    }

    private void Reject(int fd, BoundListener listener, byte[] scratch) =>
        NativeSocket.Reject(fd, listener.Tls ? default : home.Context.Options.RejectionMessage.Span, scratch);

    private EpollLoop Choose()
    {
        var best = loops[_next];
        foreach (var loop in loops)
        {
            if (loop.Assigned < best.Assigned)
                best = loop;
        }

        _next = (_next + 1) % loops.Length;
        return best;
    }

    private sealed class Entry(BoundListener listener)
    {
        public BoundListener Listener => listener;

        /// <summary>0 = it accepts.</summary>
        public long PausedSince { get; set; }
    }
}
