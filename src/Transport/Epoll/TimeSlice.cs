using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FromScratch.Transport.Epoll;

/// <summary>
/// How long a thread may run before others of its processor get their turn: sched_setattr(2). A thread that asks for little is served
/// sooner when it wakes, and gives up little when it gives way. Linux 6.12 and later; earlier ones take no notice.
/// </summary>
internal static unsafe class TimeSlice
{
    /// <summary>struct sched_attr as of Linux 3.14: size, policy, flags, nice, priority, runtime, deadline, period.</summary>
    private const int AttributeBytes = 48;
    private const int PolicyOffset = 4;
    private const int RuntimeOffset = 24;
    private const int SCHED_OTHER = 0;

    private static readonly (nint Set, nint Get) Numbers = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (314, 315),
        Architecture.Arm64 => (274, 275),
        _ => (-1, -1),
    };

    /// <summary>
    /// Of the calling thread. False = the system refuses (a sandbox may), or somebody has given the thread another policy: all stays as it
    /// is.
    /// </summary>
    public static bool TrySet(int us)
    {
        Span<byte> attributes = stackalloc byte[AttributeBytes];
        if (!TryGet(0, attributes) || BinaryPrimitives.ReadInt32LittleEndian(attributes[PolicyOffset..]) != SCHED_OTHER)
            return false;
        BinaryPrimitives.WriteInt64LittleEndian(attributes[RuntimeOffset..], us * 1000L);
        fixed (byte* pointer = attributes)
            return Libc.SystemCall(Numbers.Set, 0, pointer, 0, 0) == 0;
    }

    /// <summary>Of any thread of this system, by its kernel number; 0 = this one. Null = it cannot be known.</summary>
    public static int? Of(int thread)
    {
        Span<byte> attributes = stackalloc byte[AttributeBytes];
        if (!TryGet(thread, attributes))
            return null;
        var ns = BinaryPrimitives.ReadInt64LittleEndian(attributes[RuntimeOffset..]);
        return ns > 0 ? (int)(ns / 1000) : null;
    }

    private static bool TryGet(int thread, Span<byte> attributes)
    {
        fixed (byte* pointer = attributes)
            return Numbers.Get > 0 && Libc.SystemCall(Numbers.Get, thread, pointer, AttributeBytes, 0) == 0;
    }
}
