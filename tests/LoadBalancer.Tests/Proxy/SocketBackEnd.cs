using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>
/// A server behind the balancer that does with each connection what the test says, on a thread of its own; over TLS when it is asked to.
/// </summary>
internal sealed class SocketBackEnd : IDisposable
{
    private static readonly Lazy<X509Certificate2> Certificate = new(MakeCertificate);
    private readonly TcpListener _listener;
    private readonly ConcurrentBag<ServerSocket> _sockets = [];
    private readonly Action<ServerSocket, int> _serve;
    private readonly bool _overTls;
    private int _connections;
    private int _ended;

    /// <param name="serve">The connection is closed when it returns.</param>
    /// <param name="overTls">It gets the connection when TLS is agreed on.</param>
    public SocketBackEnd(Action<ServerSocket> serve, bool overTls = false)
        : this((socket, _) => serve(socket), overTls)
    {
    }

    /// <param name="serve">Gets the number of the connection too, counted from 1.</param>
    /// <param name="overTls">It gets the connection when TLS is agreed on.</param>
    /// <param name="at">Where it listens; anywhere on loopback when left out.</param>
    public SocketBackEnd(Action<ServerSocket, int> serve, bool overTls, IPEndPoint? at = null)
    {
        (_serve, _overTls) = (serve, overTls);
        _listener = new TcpListener(at ?? new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections that are closed, by either side.</summary>
    public int Ended => Volatile.Read(ref _ended);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _sockets)
            socket.Abort();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var accepted = _listener.AcceptSocket();
                // What was sent before a close has left, whatever was sent before that and is not acknowledged yet.
                accepted.NoDelay = true;
                var socket = new ServerSocket(accepted);
                _sockets.Add(socket);
                var number = Interlocked.Increment(ref _connections);
                new Thread(() => Serve(socket, number)) { IsBackground = true }.Start();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The end of the test.
        }
    }

    private void Serve(ServerSocket socket, int number)
    {
        try
        {
            if (_overTls)
                socket.Secure(Certificate.Value);
            _serve(socket, number);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or AuthenticationException)
        {
            // The balancer has closed, or the test has ended.
        }
        finally
        {
            socket.Dispose();
            Interlocked.Increment(ref _ended);
        }
    }

    /// <summary>Kept as a file would be: SslStream wants a key that is not only in this process's memory on some systems.</summary>
    private static X509Certificate2 MakeCertificate()
    {
        using var made = TestCertificates.Authority("behind.example.com");
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
