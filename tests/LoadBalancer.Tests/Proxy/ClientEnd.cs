using System.Net.Sockets;
using System.Text;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>What a client has of a response when its connection is over.</summary>
/// <param name="Text">All that came.</param>
/// <param name="IsWhole">The connection's end was no reset, and there was a last chunk where there were chunks.</param>
internal sealed record ClientEnd(string Text, bool IsWhole)
{
    /// <summary>Asks on a connection of its own, and reads to the end.</summary>
    /// <param name="balancer">Is asked.</param>
    /// <param name="request">All of it.</param>
    /// <param name="mark">Set when this text has come.</param>
    /// <param name="isRead">What is set.</param>
    public static ClientEnd Of(BalancerServer balancer, string request, string mark = "", ManualResetEventSlim? isRead = null)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        socket.Connect(balancer.EndPoint);
        socket.Send(Encoding.ASCII.GetBytes(request));
        var (text, buffer) = ("", new byte[4096]);
        try
        {
            for (int count; (count = socket.Receive(buffer)) > 0;)
            {
                text += Encoding.ASCII.GetString(buffer, 0, count);
                if (text.Contains(mark, StringComparison.Ordinal))
                    isRead?.Set();
            }
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            return new ClientEnd(text, false);
        }

        var isChunked = text.Contains("Transfer-Encoding: chunked\r\n", StringComparison.Ordinal);
        return new ClientEnd(text, !isChunked || text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal));
    }
}
