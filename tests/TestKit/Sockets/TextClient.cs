using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.TestKit.Sockets;

/// <summary>A blocking client of a text protocol, with a limit to its patience. Characters are bytes (Latin-1).</summary>
public sealed class TextClient : IDisposable
{
    private const int TimeoutMs = 30_000;
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public TextClient(EndPoint server)
    {
        ArgumentNullException.ThrowIfNull(server);
        _socket = new Socket(server.AddressFamily, SocketType.Stream, server is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified)
        {
            ReceiveTimeout = TimeoutMs,
            SendTimeout = TimeoutMs,
        };
        try
        {
            if (server is IPEndPoint)
                _socket.NoDelay = true;
            _socket.Connect(server);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[_socket.Send(bytes)..];
    }

    /// <summary>Sends to a server that may close or stop reading; false when it did either before it had taken all.</summary>
    public bool SendWhileOpen(ReadOnlySpan<byte> bytes, TimeSpan patience)
    {
        _socket.SendTimeout = (int)patience.TotalMilliseconds;
        try
        {
            Send(bytes);
            return true;
        }
        catch (SocketException error) when (IsClosed(error) || error.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return false;
        }
    }

    /// <summary>Sends, and reads one line of answer; null at the end of the connection.</summary>
    public string? Ask(string text)
    {
        Send(text);
        return ReadLine();
    }

    /// <summary>The next line without the CRLF that ends it; null at the end of the connection.</summary>
    /// <exception cref="InvalidOperationException">The connection ended in the middle of a line.</exception>
    public string? ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            var unread = _buffer.AsSpan(_start.._end);
            var newline = unread.IndexOf((byte)'\n');
            var taken = newline < 0 ? unread.Length : newline + 1;
            line.Append(Encoding.Latin1.GetString(unread[..taken]));
            _start += taken;
            if (newline >= 0 && line.Length >= 2 && line[^2] == '\r')
                return line.ToString(0, line.Length - 2);
            if (newline < 0 && !Receive())
                return line.Length == 0 ? null : throw new InvalidOperationException($"closed in mid-line after '{line}'");
        }
    }

    /// <summary>So many characters, line ends and all.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before.</exception>
    public string Read(int length)
    {
        var text = new StringBuilder(length);
        while (text.Length < length)
        {
            if (_start == _end && !Receive())
                throw new EndOfStreamException($"closed {length - text.Length} bytes too early");
            var count = Math.Min(length - text.Length, _end - _start);
            text.Append(Encoding.Latin1.GetString(_buffer, _start, count));
            _start += count;
        }

        return text.ToString();
    }

    /// <summary>Everything until the server closes.</summary>
    public string ReadToEnd()
    {
        var text = new StringBuilder();
        do
            text.Append(Encoding.Latin1.GetString(_buffer, _start, _end - _start));
        while (Receive());
        return text.ToString();
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Fills the buffer anew. False at the end; a reset is one too: a server that closes with input unread causes it.</summary>
    private bool Receive()
    {
        try
        {
            (_start, _end) = (0, _socket.Receive(_buffer));
        }
        catch (SocketException error) when (IsClosed(error))
        {
            _end = 0;
        }

        return _end > 0;
    }

    private static bool IsClosed(SocketException error) =>
        error.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown;
}
