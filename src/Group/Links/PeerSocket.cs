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

    public static Stream OpenDialled(Socket socket, string host, SslClientAuthenticationOptions? tls)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (tls is null)
            return plain;
        var encrypted = new SslStream(plain);
        try
        {
            encrypted.AuthenticateAsClient(new SslClientAuthenticationOptions
            {
                TargetHost = host,
                ClientCertificates = tls.ClientCertificates,
                ClientCertificateContext = tls.ClientCertificateContext,
                LocalCertificateSelectionCallback = tls.LocalCertificateSelectionCallback,
                RemoteCertificateValidationCallback = tls.RemoteCertificateValidationCallback,
                CertificateChainPolicy = tls.CertificateChainPolicy,
                CertificateRevocationCheckMode = tls.CertificateRevocationCheckMode,
                EnabledSslProtocols = tls.EnabledSslProtocols,
            });
            return encrypted;
        }
        catch
        {
            encrypted.Dispose();
            throw;
        }
    }

    public static Stream OpenAccepted(Socket socket, SslServerAuthenticationOptions? tls)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (tls is null)
            return plain;
        var encrypted = new SslStream(plain);
        try
        {
            encrypted.AuthenticateAsServer(tls);
            return encrypted;
        }
        catch
        {
            encrypted.Dispose();
            throw;
        }
    }
}
