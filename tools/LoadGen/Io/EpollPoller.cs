using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FromScratch.LoadGen.Io;

/// <summary>Level-triggered epoll with direct recv and send. Must be created and used on one thread.</summary>
internal sealed unsafe class EpollPoller : IPoller
{
    private const int EventsMax = 256;

    /// <summary>struct epoll_event is packed on x86-64 only (linux/eventpoll.h).</summary>
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly int _epoll;
    private readonly byte* _events;
    private readonly List<Socket> _sockets = [];
    private int[] _descriptors = new int[16];
    private bool _nanosecondWait = true;

    public EpollPoller()
    {
        _epoll = LinuxNative.EpollCreate(0);
        if (_epoll < 0)
            throw new IOException($"epoll_create1 failed: errno {Marshal.GetLastPInvokeError()}");
        _events = (byte*)NativeMemory.AllocZeroed((nuint)(EventsMax * EventBytes));
        // The default slack of 50 microseconds would be most of the latency of an open-loop run.
        _ = LinuxNative.Prctl(LinuxNative.PrSetTimerSlack, 1, 0, 0, 0);
    }

    public void Add(int index, Socket socket)
    {
        while (_descriptors.Length <= index)
            Array.Resize(ref _descriptors, _descriptors.Length * 2);
        _sockets.Add(socket);
        _descriptors[index] = (int)socket.Handle;
        Control(LinuxNative.EpollCtlAdd, index, LinuxNative.EpollIn);
    }

    public void WantWrite(int index, bool wanted) =>
        Control(LinuxNative.EpollCtlMod, index, wanted ? LinuxNative.EpollIn | LinuxNative.EpollOut : LinuxNative.EpollIn);

    public int Wait(Span<int> ready, long timeoutNs)
    {
        var max = Math.Min(EventsMax, ready.Length);
        var count = _nanosecondWait ? WaitNs(max, timeoutNs) : WaitMs(max, timeoutNs);
        for (var i = 0; i < count; i++)
            ready[i] = *(int*)(_events + (i * EventBytes) + EventBytes - 8);
        return count;
    }

    public int Receive(int index, Span<byte> destination)
    {
        fixed (byte* buffer = destination)
        {
            var received = (int)LinuxNative.Receive(_descriptors[index], buffer, destination.Length, LinuxNative.MsgDontWait);
            return received >= 0 ? received : Blocked("recv");
        }
    }

    public int Send(int index, ReadOnlySpan<byte> source)
    {
        fixed (byte* buffer = source)
        {
            const int Flags = LinuxNative.MsgDontWait | LinuxNative.MsgNoSignal;
            var sent = (int)LinuxNative.Send(_descriptors[index], buffer, source.Length, Flags);
            return sent >= 0 ? sent : Blocked("send");
        }
    }

    public void Dispose()
    {
        _ = LinuxNative.Close(_epoll);
        NativeMemory.Free(_events);
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private int WaitNs(int max, long timeoutNs)
    {
        var timeout = new LinuxNative.TimeSpec { Seconds = timeoutNs / 1_000_000_000, Nanoseconds = timeoutNs % 1_000_000_000 };
        var count = LinuxNative.EpollWaitNs(_epoll, _events, max, timeoutNs < 0 ? null : &timeout, null);
        if (count >= 0)
            return count;
        var error = Marshal.GetLastPInvokeError();
        if (error == LinuxNative.Enosys)
        {
            // Linux before 5.11: whole milliseconds, rounded down, so that the last fraction is spun away.
            _nanosecondWait = false;
            return WaitMs(max, timeoutNs);
        }
        return error == LinuxNative.Eintr ? 0 : throw new IOException($"epoll_pwait2 failed: errno {error}");
    }

    private int WaitMs(int max, long timeoutNs)
    {
        var count = LinuxNative.EpollWait(_epoll, _events, max, timeoutNs < 0 ? -1 : (int)(timeoutNs / 1_000_000));
        if (count >= 0)
            return count;
        var error = Marshal.GetLastPInvokeError();
        return error == LinuxNative.Eintr ? 0 : throw new IOException($"epoll_wait failed: errno {error}");
    }

    private void Control(int operation, int index, int interest)
    {
        var entry = stackalloc byte[EventBytes];
        *(int*)entry = interest;
        *(long*)(entry + EventBytes - 8) = index;
        if (LinuxNative.EpollCtl(_epoll, operation, _descriptors[index], entry) < 0)
            throw new IOException($"epoll_ctl failed: errno {Marshal.GetLastPInvokeError()}");
    }

    private static int Blocked(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return error is LinuxNative.Eagain or LinuxNative.Eintr
            ? IPoller.WouldBlock
            : throw new IOException($"{call} failed: errno {error}");
    }
}
