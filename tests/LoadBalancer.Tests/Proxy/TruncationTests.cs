using System.Net.Sockets;
using System.Text;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Responses that broke off where nothing but the end of the connection tells a client that it has all.</summary>
public sealed class TruncationTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nonly this")]
    public async Task Chunks_that_break_off_do_not_look_whole_to_an_old_client(string answer)
    {
        using var server = new RawBackEnd((_, to) => !to.Send(answer));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        Assert.False(EndsWell(balancer, "GET / HTTP/1.0\r\n\r\n"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")]
    public async Task A_body_without_length_that_is_reset_does_not_look_whole(string request)
    {
        using var isRead = new ManualResetEventSlim();
        using var server = new RawBackEnd((_, to) =>
        {
            to.Send("HTTP/1.1 200 OK\r\n\r\nonly this");
            isRead.Wait(TimeSpan.FromSeconds(30));
            to.Reset();
            return false;
        });
        await using var balancer = await Balancers.StartAsync([server.Port]);
        Assert.False(EndsWell(balancer, request, isRead));
    }

    [Fact]
    public async Task A_body_without_length_that_stops_does_not_look_whole()
    {
        using var server = new RawBackEnd((_, to) => to.Send("HTTP/1.1 200 OK\r\n\r\nonly this"));
        await using var balancer = await Balancers.StartAsync(
            [server.Port], listener: l => l with { Timeouts = new TimeoutConfig { BodyMs = 300 } });
        Assert.False(EndsWell(balancer, Balancers.Get()));
    }

    /// <summary>Whether the client sees a whole message: an end that is no reset, and the last chunk where there are chunks.</summary>
    private static bool EndsWell(BalancerServer balancer, string request, ManualResetEventSlim? isRead = null)
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
                if (text.Contains("only this", StringComparison.Ordinal))
                    isRead?.Set();
            }
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            return false;
        }

        return !text.Contains("Transfer-Encoding: chunked\r\n", StringComparison.Ordinal)
            || text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);
    }
}
