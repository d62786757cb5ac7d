namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>
/// A server that refuses an upload answers and closes with the body unread, which resets the connection: the answer is there to be read
/// when sending fails (RFC 9112 section 9.3).
/// </summary>
public sealed class LostAnswerTests
{
    [Fact]
    public async Task An_answer_that_came_before_the_reset_reaches_the_client()
    {
        using var server = Wellness.ButBare(socket =>
            SocketBackEnd.Send(socket, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno!"));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        for (var i = 0; i < 50; i++)
        {
            using var client = Balancers.Connect(balancer);
            client.Send("POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 8000000\r\n\r\n");
            var sending = Task.Run(
                () => client.SendWhileOpen(new byte[8_000_000], TimeSpan.FromSeconds(30)), TestContext.Current.CancellationToken);
            Assert.Equal(413, Reply.Read(client).Status);
            await sending;
        }
    }
}
