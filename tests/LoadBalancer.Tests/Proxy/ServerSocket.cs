using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>One connection as a server behind the balancer sees it, in the clear or over TLS. For one thread, but for the abort.</summary>
internal sealed class ServerSocket(Socket socket) : IDisposable
{
    private readonly NetworkStream _plain = new(socket, ownsSocket: false);
    private SslStream? _tls;

    private Stream Stream => _tls is null ? _plain : _tls;

    /// <summary>From now on all is TLS, as the server of this certificate.</summary>
    public void Secure(X509Certificate2 certificate)
    {
        _tls = new SslStream(_plain, leaveInnerStreamOpen: true);
        _tls.AuthenticateAsServer(certificate);
    }

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes) => Stream.Write(bytes);

    /// <summary>Past TLS, as they are.</summary>
    public void SendRaw(ReadOnlySpan<byte> bytes) => _plain.Write(bytes);

    public int Receive(Span<byte> to) => Stream.Read(to);

    /// <summary>Whether something has come within this time, be it the end.</summary>
    public bool HasInput(TimeSpan patience) => socket.Poll(patience, SelectMode.SelectRead);

    /// <summary>From the request line to the empty line; what follows stays unread. Null at the end of the connection.</summary>
    public string? ReadHead()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (Receive(one) > 0)
        {
            head.Append((char)one[0]);
            if (head.Length >= 4 && one[0] == '\n' && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
                return head.ToString();
        }

        return null;
    }

    /// <summary>Reads away what comes until the other side closes; how much it was.</summary>
    public long Drain()
    {
        var buffer = new byte[64 * 1024];
        long sum = 0;
        for (int count; (count = Receive(buffer)) > 0;)
            sum += count;
        return sum;
    }

    /// <summary>The same past TLS; a reset is an end too.</summary>
    public void DrainRaw()
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (_plain.Read(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset.
        }
    }

    /// <summary>Says over TLS that there will be no more; in the clear there is no such word.</summary>
    public void SayEnd() => _tls?.ShutdownAsync().GetAwaiter().GetResult();

    /// <summary>Sends no more, and says so; goes on reading.</summary>
    public void CloseSide()
    {
        SayEnd();
        CutSide();
    }

    /// <summary>Sends no more: the end of the stream, without a word of TLS about it.</summary>
    public void CutSide() => socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        Abort();
    }

    /// <summary>From any thread.</summary>
    public void Abort() => socket.Dispose();

    /// <summary>Closes in order, if that is still possible.</summary>
    public void Dispose()
    {
        try
        {
            if (socket.Connected)
                SayEnd();
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // It was closed, cut or reset before.
        }

        socket.Dispose();
        _tls?.Dispose();
        _plain.Dispose();
    }
}
