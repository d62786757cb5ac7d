using System.Runtime.InteropServices;
using FromScratch.Transport.Listening;

namespace FromScratch.Transport.Epoll;

/// <summary>Accepts on loop 0 and deals connections to the loop that has the fewest. Runs on loop 0 only.</summary>
internal sealed class EpollAcceptor(EpollLoop home, EpollLoop[] loops, IReadOnlyList<BoundListener> listeners)
{
    /// <summary>Connections taken per listener and round; the kernel reports the rest again.</summary>
    private const int AcceptsPerRoundMax = 64;

    private readonly long[] _pausedSince = new long[listeners.Count];
    private int _next;
    private bool _closed;

    public void Register()
    {
        for (var i = 0; i < listeners.Count; i++)
        {
            listeners[i].Socket.Blocking = false;
            home.Epoll.Add(listeners[i].Descriptor, Libc.EPOLLIN, (ulong)(i + 1));
        }
    }

    public void Ready(int index)
    {
        var listener = listeners[index];
        for (var i = 0; i < AcceptsPerRoundMax && !_closed; i++)
        {
            var fd = NativeSocket.Accept(listener.Descriptor, out var remote);
            if (fd < 0)
            {
                if (Marshal.GetLastPInvokeError() is Libc.EMFILE or Libc.ENFILE or Libc.ENOMEM or Libc.ENOBUFS)
                    Pause(index);
                return;
            }

            if (!home.Context.Gate.TryEnter())
            {
                NativeSocket.Reject(fd, home.Context.Options.RejectionMessage.Span, home.Received);
                continue;
            }

            var loop = Choose();
            loop.Adopt(new EpollConnection(loop, fd, remote, listener.Address));
        }
    }

    /// <summary>On every tick: listeners that paused try again.</summary>
    public void Resume()
    {
        for (var i = 0; i < listeners.Count && !_closed; i++)
        {
            if (_pausedSince[i] == 0)
                continue;
            var paused = home.Context.Time.GetElapsedTime(_pausedSince[i]);
            Interlocked.Add(ref home.Context.Accepts.PausedMicroseconds, (long)paused.TotalMicroseconds);
            _pausedSince[i] = 0;
            home.Epoll.Modify(listeners[i].Descriptor, Libc.EPOLLIN, (ulong)(i + 1));
        }
    }

    public void Close()
    {
        if (_closed)
            return;
        _closed = true;
        foreach (var listener in listeners)
            listener.Dispose();
    }

    /// <summary>Out of descriptors: a listener that stayed registered would report itself without end.</summary>
    private void Pause(int index)
    {
        var error = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
        _pausedSince[index] = Math.Max(1, home.Context.Time.GetTimestamp());
        Interlocked.Increment(ref home.Context.Accepts.Pauses);
        home.Epoll.Modify(listeners[index].Descriptor, 0, (ulong)(index + 1));
        home.Context.Log.AcceptPaused(listeners[index].Address, error);
    }

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
}
