using System.Buffers.Binary;
using System.Net;

namespace FromScratch.Transport.Epoll;

/// <summary>accept and close on bare descriptors.</summary>
internal static unsafe class NativeSocket
{
    private const int AddressBytesMax = 128;
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;

    /// <summary>The next waiting connection, non-blocking; -1 with errno set when there is none or accepting failed.</summary>
    public static int Accept(int listener, out EndPoint? remote)
    {
        var address = stackalloc byte[AddressBytesMax];
        var length = AddressBytesMax;
        var fd = Libc.Accept4(listener, address, &length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        remote = fd < 0 ? null : Parse(new ReadOnlySpan<byte>(address, Math.Clamp(length, 0, AddressBytesMax)));
        return fd;
    }

    public static void CloseGently(int fd, byte[] scratch)
    {
        _ = Libc.Shutdown(fd, Libc.SHUT_WR);
        fixed (byte* start = scratch)
            _ = Libc.Recv(fd, start, scratch.Length, 0);
        _ = Libc.Close(fd);
    }

    /// <summary>Sends what fits into the fresh socket's buffer, then closes it.</summary>
    public static void Reject(int fd, ReadOnlySpan<byte> message, byte[] scratch)
    {
        fixed (byte* start = message)
            _ = Libc.Send(fd, start, message.Length, Libc.MSG_NOSIGNAL);
        CloseGently(fd, scratch);
    }

    private static IPEndPoint? Parse(ReadOnlySpan<byte> address)
    {
        if (address.Length < 8)
            return null;
        var family = BitConverter.ToUInt16(address);
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return family switch
        {
            AF_INET => new IPEndPoint(new IPAddress(address[4..8]), port),
            AF_INET6 when address.Length >= 28 => new IPEndPoint(new IPAddress(address[8..24], BitConverter.ToUInt32(address[24..])), port),
            _ => null,
        };
    }
}
