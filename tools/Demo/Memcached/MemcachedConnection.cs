using System.Net.Sockets;
using System.Text;

namespace FromScratch.Demo.Memcached;

/// <summary>
/// One TCP connection to a memcached server: lines and blocks in, bytes out. Not thread-safe. Any failure, a time-out included, is an
/// <see cref="IOException"/>; the connection is of no more use then.
/// </summary>
public sealed class MemcachedConnection : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Socket _socket;
    private readonly TimeSpan _timeout;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;

    private MemcachedConnection(Socket socket, TimeSpan timeout)
    {
        _socket = socket;
        _timeout = timeout;
    }

    /// <summary>Connects, giving up after <paramref name="timeout"/>, which is also the bound of every later send and receive.</summary>
    /// <exception cref="IOException">Refused, unreachable or too slow.</exception>
    public static async Task<MemcachedConnection> ConnectAsync(string host, int port, TimeSpan timeout, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await Bounded(token => socket.ConnectAsync(host, port, token), timeout, cancellation).ConfigureAwait(false);
            return new MemcachedConnection(socket, timeout);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends all of <paramref name="bytes"/>.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty)
        {
            var sent = 0;
            await Bounded(async token => sent = await _socket.SendAsync(bytes, token).ConfigureAwait(false), _timeout, cancellation)
                .ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }

    /// <summary>The next line without its CRLF. A line over 64 KiB is a failure.</summary>
    public async ValueTask<string> ReadLineAsync(CancellationToken cancellation)
    {
        for (var searched = 0; ;)
        {
            var newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = _buffer.AsSpan(_start, searched + newline);
                _start += line.Length + 1;
                return Encoding.UTF8.GetString(line.EndsWith("\r"u8) ? line[..^1] : line);
            }

            searched = _end - _start;
            await FillAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Fills <paramref name="destination"/> exactly.</summary>
    public async ValueTask ReadExactlyAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (!destination.IsEmpty)
        {
            if (_start == _end)
                await FillAsync(cancellation).ConfigureAwait(false);
            var count = Math.Min(destination.Length, _end - _start);
            _buffer.AsMemory(_start, count).CopyTo(destination);
            _start += count;
            destination = destination[count..];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            throw new IOException($"the server sent a line of over {BufferBytes} bytes");

        var received = 0;
        await Bounded(async token => received = await _socket.ReceiveAsync(_buffer.AsMemory(_end), token).ConfigureAwait(false), _timeout,
            cancellation).ConfigureAwait(false);
        if (received == 0)
            throw new IOException("the server closed the connection");
        _end += received;
    }

    private static async ValueTask Bounded(Func<CancellationToken, ValueTask> work, TimeSpan timeout, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(timeout);
        try
        {
            await work(bound.Token).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"no answer within {timeout.TotalMilliseconds:0} ms", e);
        }
    }
}
