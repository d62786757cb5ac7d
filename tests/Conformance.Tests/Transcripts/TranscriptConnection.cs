using System.Net.Sockets;
using System.Text;

namespace FromScratch.Conformance.Tests.Transcripts;

/// <summary>A blocking text connection with a deadline on every read.</summary>
internal sealed class TranscriptConnection : IDisposable
{
    private const int ReadTimeoutMs = 10_000;
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private string _received = "";

    public TranscriptConnection(string host, int port)
    {
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = ReadTimeoutMs, SendTimeout = ReadTimeoutMs };
        _socket.Connect(host, port);
    }

    public void Send(string text)
    {
        ReadOnlySpan<byte> left = Encoding.Latin1.GetBytes(text);
        while (!left.IsEmpty)
            left = left[_socket.Send(left)..];
    }

    /// <summary>The next line without its CRLF; null at the end of the connection.</summary>
    public string? ReadLine()
    {
        var searched = 0;
        while (true)
        {
            var end = _received.IndexOf("\r\n", searched, StringComparison.Ordinal);
            if (end >= 0)
            {
                var line = _received[..end];
                _received = _received[(end + 2)..];
                return line;
            }

            searched = Math.Max(0, _received.Length - 1);
            var count = Receive();
            if (count == 0)
                return _received.Length == 0 ? null : throw new InvalidOperationException($"closed in mid-line after '{TranscriptText.Show(_received)}'");
            _received += Encoding.Latin1.GetString(_buffer, 0, count);
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>A reset is an end too: a server that closes with input unread causes one.</summary>
    private int Receive()
    {
        try
        {
            return _socket.Receive(_buffer);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
