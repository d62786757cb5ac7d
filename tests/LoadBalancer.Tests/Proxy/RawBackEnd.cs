using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>
/// A server behind the balancer, made of bare sockets: it notes what it saw and answers what the test says, byte for byte.
/// </summary>
internal sealed class RawBackEnd : IDisposable
{
    private readonly SocketBackEnd _sockets;

    /// <param name="answer">Sends the answer; false = the connection is closed then.</param>
    /// <param name="at">Where it listens; anywhere on loopback when left out.</param>
    /// <param name="overTls">It is asked over TLS.</param>
    public RawBackEnd(Func<SeenRequest, RawConnection, bool> answer, IPEndPoint? at = null, bool overTls = false)
    {
        _sockets = new SocketBackEnd(Serve, overTls, at);

        void Serve(ServerSocket socket, int number)
        {
            var connection = new RawConnection(socket);
            while (connection.ReadRequest(number) is { } request)
            {
                Seen.Enqueue(request);
                if (!answer(request, connection))
                    return;
            }
        }
    }

    /// <summary>Answers every request with this text, with its length.</summary>
    public static RawBackEnd Saying(string text, bool overTls = false) => new((_, to) => to.Send(Ok(text)), overTls: overTls);

    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    public int Connections => _sockets.Connections;

    public int Port => _sockets.Port;

    public static string Ok(string body, string fields = "") => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n{fields}\r\n{body}";

    public void Dispose() => _sockets.Dispose();
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

/// <summary>Requests and answers on one connection.</summary>
internal sealed class RawConnection(ServerSocket socket)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private string _received = "";

    /// <summary>Always true: an answer that keeps the connection can end with it.</summary>
    public bool Send(string text)
    {
        socket.Send(text);
        return true;
    }

    public void Reset() => socket.Reset();

    /// <summary>Closes without a word of TLS about it.</summary>
    public void Cut() => socket.Abort();

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
