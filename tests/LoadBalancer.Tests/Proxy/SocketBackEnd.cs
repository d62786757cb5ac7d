using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>A server behind the balancer that does with each connection what the test says, on a thread of its own.</summary>
internal sealed class SocketBackEnd : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Action<Socket> _serve;
    private int _connections;
    private int _ended;

    /// <param name="serve">The socket is closed when it returns.</param>
    public SocketBackEnd(Action<Socket> serve)
    {
        _serve = serve;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections that are closed, by either side.</summary>
    public int Ended => Volatile.Read(ref _ended);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From the request line to the empty line; what follows stays unread. Null at the end of the connection.</summary>
    public static string? ReadHead(Socket socket)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (socket.Receive(one) > 0)
        {
            head.Append((char)one[0]);
            if (head.Length >= 4 && one[0] == '\n' && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
                return head.ToString();
        }

        return null;
    }

    /// <summary>Reads away what comes until the other side closes; how much it was.</summary>
    public static long Drain(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        long sum = 0;
        for (int count; (count = socket.Receive(buffer)) > 0;)
            sum += count;
        return sum;
    }

    public static void Send(Socket socket, string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(text);
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }

    public static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.AcceptSocket();
                _sockets.Add(socket);
                Interlocked.Increment(ref _connections);
                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The end of the test.
        }
    }

    private void Serve(Socket socket)
    {
        try
        {
            _serve(socket);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The balancer has closed, or the test has ended.
        }
        finally
        {
            socket.Dispose();
            Interlocked.Increment(ref _ended);
        }
    }
}
