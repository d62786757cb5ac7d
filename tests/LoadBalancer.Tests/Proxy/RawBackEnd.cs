using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>
/// A server behind the balancer, made of bare sockets: it notes what it saw and answers what the test says, byte for byte.
/// </summary>
internal sealed class RawBackEnd : IDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Func<SeenRequest, RawConnection, bool> _answer;
    private int _connections;

    /// <param name="answer">Sends the answer; false = the connection is closed then.</param>
    /// <param name="at">Where it listens; anywhere on loopback when left out.</param>
    public RawBackEnd(Func<SeenRequest, RawConnection, bool> answer, IPEndPoint? at = null)
    {
        _listener = new TcpListener(at ?? new IPEndPoint(IPAddress.Loopback, 0));
        _answer = answer;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>Answers every request with this text, with its length.</summary>
    public static RawBackEnd Saying(string text) => new((_, to) => to.Send(Ok(text)));

    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    public int Connections => Volatile.Read(ref _connections);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static string Ok(string body, string fields = "") => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n{fields}\r\n{body}";

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
                var number = Interlocked.Increment(ref _connections);
                new Thread(() => Serve(socket, number)) { IsBackground = true }.Start();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The end of the test.
        }
    }

    private void Serve(Socket socket, int number)
    {
        using var connection = new RawConnection(socket);
        try
        {
            while (connection.ReadRequest(number) is { } request)
            {
                Seen.Enqueue(request);
                if (!_answer(request, connection))
                    return;
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The balancer has gone, or the test has ended.
        }
    }
}

/// <param name="Head">From the request line to the empty line.</param>
/// <param name="Body">As it was framed, chunk lines and all.</param>
/// <param name="Connection">On which of the server's connections, counted from 1.</param>
internal sealed record SeenRequest(string Head, string Body, int Connection)
{
    public string Line => Head[..Head.IndexOf("\r\n", StringComparison.Ordinal)];

    public string? Field(string name) => Head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}

/// <summary>One connection as a server sees it.</summary>
internal sealed class RawConnection(Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private string _received = "";

    /// <summary>Always true: an answer that keeps the connection can end with it.</summary>
    public bool Send(string text)
    {
        socket.Send(Encoding.Latin1.GetBytes(text));
        return true;
    }

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>Null at the end of the connection.</summary>
    public SeenRequest? ReadRequest(int number)
    {
        int end;
        while ((end = _received.IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            if (!Receive())
                return null;
        }

        var head = _received[..(end + 4)];
        _received = _received[(end + 4)..];
        var seen = new SeenRequest(head, "", number);
        if (seen.Field("Transfer-Encoding") is not null)
            return seen with { Body = TakeUntil("0\r\n", "\r\n\r\n") };
        var length = int.Parse(seen.Field("Content-Length") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        return seen.Field("Expect") is not null ? seen : seen with { Body = Take(length) };
    }

    public string Take(int count)
    {
        while (_received.Length < count && Receive())
        {
        }

        var taken = _received[..Math.Min(count, _received.Length)];
        _received = _received[taken.Length..];
        return taken;
    }

    public void Dispose() => socket.Dispose();

    private string TakeUntil(string last, string end)
    {
        int at;
        while ((at = _received.IndexOf(last, StringComparison.Ordinal)) < 0
            || (at = _received.IndexOf(end, at, StringComparison.Ordinal)) < 0)
        {
            if (!Receive())
                return Take(_received.Length);
        }

        return Take(at + end.Length);
    }

    private bool Receive()
    {
        var count = socket.Receive(_buffer);
        _received += Encoding.Latin1.GetString(_buffer, 0, count);
        return count > 0;
    }
}
