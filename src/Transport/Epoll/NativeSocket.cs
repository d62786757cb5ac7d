using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FromScratch.Transport.Epoll;

/// <summary>accept and close on bare descriptors.</summary>
internal static unsafe class NativeSocket
{
    private const int AddressBytesMax = 128;
    private const int AF_UNIX = 1;
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

    /// <summary>
    /// A non-blocking socket on its way to the server; -1 when there can be none. Whether it arrived, <see cref="ConnectError"/> tells
    /// once it is writable.
    /// </summary>
    public static int Dial(EndPoint server, TransportOptions options)
    {
        var address = server.Serialize();
        var fd = Libc.Socket(AddressFamilyOf(server), Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        if (fd < 0)
            return -1;
        if (server is IPEndPoint)
        {
            var one = 1;
            if (options.NoDelay)
                _ = Libc.SetSockOpt(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, &one, sizeof(int));
            if (options.KeepAlive)
                _ = Libc.SetSockOpt(fd, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, &one, sizeof(int));
        }

        fixed (byte* start = address.Buffer.Span)
        {
            if (Libc.Connect(fd, start, address.Size) == 0 || Marshal.GetLastPInvokeError() is Libc.EINPROGRESS or Libc.EINTR)
                return fd;
        }

        _ = Libc.Close(fd);
        return -1;
    }

    /// <summary>errno of a connection attempt that is over; 0 = it succeeded.</summary>
    public static int ConnectError(int fd)
    {
        int error = 0, length = sizeof(int);
        return Libc.GetSockOpt(fd, Libc.SOL_SOCKET, Libc.SO_ERROR, &error, &length) == 0 ? error : Marshal.GetLastPInvokeError();
    }

    public static void CloseGently(int fd, byte[] scratch)
    {
        _ = Libc.Shutdown(fd, Libc.SHUT_WR);
        fixed (byte* start = scratch)
            _ = Libc.Recv(fd, start, scratch.Length, 0);
        _ = Libc.Close(fd);
    }

    /// <summary>Closes so that the peer sees a reset.</summary>
    public static void Reset(int fd)
    {
        // On, and for no time.
        var linger = stackalloc int[2] { 1, 0 };
        _ = Libc.SetSockOpt(fd, Libc.SOL_SOCKET, Libc.SO_LINGER, linger, 2 * sizeof(int));
        _ = Libc.Close(fd);
    }

    /// <summary>Sends what fits into the fresh socket's buffer, then closes it.</summary>
    public static void Reject(int fd, ReadOnlySpan<byte> message, byte[] scratch)
    {
        fixed (byte* start = message)
            _ = Libc.Send(fd, start, message.Length, Libc.MSG_NOSIGNAL);
        CloseGently(fd, scratch);
    }

    private static int AddressFamilyOf(EndPoint server) => server.AddressFamily switch
    {
        AddressFamily.InterNetwork => AF_INET,
        AddressFamily.InterNetworkV6 => AF_INET6,
        _ => AF_UNIX,
    };

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
