using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.Transport.Tests;

/// <summary>A started server with a line session per connection, and clients for it.</summary>
internal sealed class Running : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Way _way;

    private Running(TransportServer server, LineServer lines, Way way) => (Server, Lines, _way) = (server, lines, way);

    public TransportServer Server { get; }

    public LineServer Lines { get; }

    public EndPoint Address => Server.BoundEndPoints[0];

    public static async Task<Running> StartAsync(
        Way way, Action<TransportOptions>? configure = null, LineServer? lines = null, TimeProvider? time = null)
    {
        var options = new TransportOptions { Loops = 2 };
        configure?.Invoke(options);
        if (options.EndPoints.Count == 0)
            options.EndPoints.Add(ListenEndPoint.Tcp(IPAddress.Loopback, 0));
        way.Prepare(options);
        lines ??= new LineServer();
        var server = new TransportServer(options, lines, time, lines);
        await server.StartAsync();
        return new Running(server, lines, way);
    }

    public Client Connect() => Client.Connect(Address, _way.IsTls());

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Until the condition holds; fails when it does not come true in time.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, $"in vain: {what}");
            await Task.Delay(2);
        }
    }
}

/// <summary>A blocking client with a limit to its patience.</summary>
internal sealed class Client(Stream stream, Socket? socket = null) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public Socket Socket => socket!;

    public Stream Stream => stream;

    public static Client Connect(EndPoint address, bool tls = false)
    {
        var protocol = address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, protocol);
        socket.SendTimeout = socket.ReceiveTimeout = (int)Running.Patience.TotalMilliseconds;
        socket.Connect(address);
        var stream = new NetworkStream(socket, ownsSocket: true);
        return new Client(tls ? Agree(new SslStream(stream)) : stream, socket);
    }

    /// <summary>Ends the output only.</summary>
    public void Finish()
    {
        // A goodbye of TLS ends its output as a FIN does below it.
        if (stream is SslStream agreed)
            agreed.ShutdownAsync().GetAwaiter().GetResult();
        socket!.Shutdown(SocketShutdown.Send);
    }

    public void Send(string text) => stream.Write(Encoding.ASCII.GetBytes(text));

    /// <summary>The next line; null at the end of the stream.</summary>
    public string? ReadLine()
    {
        var line = new StringBuilder();
        while (Next() is { } c)
        {
            if (c == '\n')
                return line.ToString();
            line.Append((char)c);
        }

        return line.Length == 0 ? null : line.ToString();
    }

    public string Ask(string line)
    {
        Send(line + "\n");
        return ReadLine() ?? "(closed)";
    }

    /// <summary>Reads away everything up to the end of the stream; true when it was closed or reset.</summary>
    public bool ReadToEnd(out long bytes)
    {
        bytes = _end - _start;
        try
        {
            for (int count; (count = stream.Read(_buffer)) > 0;)
                bytes += count;
            return true;
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return true;
        }
    }

    public void Dispose() => stream.Dispose();

    private static SslStream Agree(SslStream stream)
    {
        stream.AuthenticateAsClient(Ways.Trusting);
        return stream;
    }

    private byte? Next()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, stream.Read(_buffer));
            if (_end == 0)
                return null;
        }

        return _buffer[_start++];
    }
}
