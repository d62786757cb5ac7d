using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FromScratch.Transport.Epoll;

/// <summary>One epoll instance and the array its events are read into. Used by the thread of one loop.</summary>
internal sealed unsafe class EpollSet : IDisposable
{
    private const int EventsMax = 512;

    // struct epoll_event is packed on x64 only.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Stride = DataOffset + 8;

    private readonly int _fd;
    private readonly byte* _events;

    public EpollSet()
    {
        _fd = Libc.EpollCreate1(Libc.SOCK_CLOEXEC);
        if (_fd < 0)
            throw Libc.Error("epoll_create1");
        _events = (byte*)NativeMemory.AllocZeroed(EventsMax, (nuint)Stride);
    }

    public void Add(int fd, uint interest, ulong data)
    {
        if (Control(Libc.EPOLL_CTL_ADD, fd, interest, data) < 0)
            throw Libc.Error("epoll_ctl");
    }

    public void Modify(int fd, uint interest, ulong data)
    {
        if (Control(Libc.EPOLL_CTL_MOD, fd, interest, data) < 0)
            throw Libc.Error("epoll_ctl");
    }

    public void Remove(int fd)
    {
        if (Control(Libc.EPOLL_CTL_DEL, fd, 0, 0) < 0)
            throw Libc.Error("epoll_ctl");
    }

    /// <summary>Waits for events; returns how many there are. -1 ms = without end.</summary>
    public int Wait(int timeoutMs)
    {
        var count = Libc.EpollWait(_fd, _events, EventsMax, timeoutMs);
        if (count >= 0)
            return count;
        return Marshal.GetLastPInvokeError() == Libc.EINTR ? 0 : throw Libc.Error("epoll_wait");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Events(int index) => Unsafe.ReadUnaligned<uint>(_events + (index * Stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Data(int index) => Unsafe.ReadUnaligned<ulong>(_events + (index * Stride) + DataOffset);

    public void Dispose()
    {
        _ = Libc.Close(_fd);
        NativeMemory.Free(_events);
    }

    private int Control(int operation, int fd, uint interest, ulong data)
    {
        var buffer = stackalloc byte[16];
        Unsafe.WriteUnaligned(buffer, interest);
        Unsafe.WriteUnaligned(buffer + DataOffset, data);
        return Libc.EpollCtl(_fd, operation, fd, buffer);
    }
}
