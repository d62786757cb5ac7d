using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace FromScratch.Group.Links;

/// <summary>Opens connections to members, in either direction, with TLS when it is set.</summary>
internal static class PeerSocket
{
    /// <summary>Waits at most so long for the connection.</summary>
    public static Socket Connect(string host, int port, int timeoutMs, TimeProvider time)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(timeoutMs), time);
        var socket = IPAddress.TryParse(host, out var address)
            ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            var connecting = address is null
                ? socket.ConnectAsync(host, port, timeout.Token)
                : socket.ConnectAsync(new IPEndPoint(address, port), timeout.Token);
            connecting.AsTask().GetAwaiter().GetResult();
            socket.NoDelay = true;
            return socket;
        }
        catch (OperationCanceledException error)
        {
            socket.Dispose();
            throw new IOException($"no answer within {timeoutMs} ms", error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static Stream OpenDialled(Socket socket, string host, IPeerTls? tls) =>
        Open(socket, tls, static (stream, tls, host) => stream.AuthenticateAsClient(tls.Dialling(host)), host);

    public static Stream OpenAccepted(Socket socket, IPeerTls? tls) =>
        Open(socket, tls, static (stream, tls, _) => stream.AuthenticateAsServer(tls.Accepting), "");

    private static Stream Open(Socket socket, IPeerTls? tls, Action<SslStream, IPeerTls, string> shakeHands, string host)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (tls is null)
            return plain;
        var encrypted = new SslStream(plain);
        try
        {
            shakeHands(encrypted, tls, host);
            return encrypted;
        }
        catch
        {
            encrypted.Dispose();
            throw;
        }
    }
}
