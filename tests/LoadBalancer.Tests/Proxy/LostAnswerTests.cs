namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>
/// A server that refuses an upload answers and closes with the body unread, which resets the connection: the answer is there to be read
/// when sending fails (RFC 9112 section 9.3).
/// </summary>
public abstract class LostAnswerTests(bool overTls) : BothWays(overTls)
{
    [Fact]
    public async Task An_answer_that_came_before_the_reset_reaches_the_client()
    {
        using var server = ButBare(socket =>
            socket.Send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno!"));
        await using var balancer = await StartAsync([server.Port]);
        for (var i = 0; i < 50; i++)
        {
            using var client = Balancers.Connect(balancer);
            client.Send("POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 8000000\r\n\r\n");
            var sending = Task.Run(
                () => client.SendWhileOpen(new byte[8_000_000], TimeSpan.FromSeconds(30)), TestContext.Current.CancellationToken);
            var reply = Reply.Read(client);
            Assert.True(reply.Status == 413, $"{i}: {reply.Head}");
            await sending;
        }
    }
}

public sealed class LostAnswerTestsInTheClear() : LostAnswerTests(false);

public sealed class LostAnswerTestsOverTls() : LostAnswerTests(true);
