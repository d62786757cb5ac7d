using System.Text;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Heads that are within the limits pass, however large they are and in whatever pieces they come.</summary>
public sealed class LargeHeadTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(165)]
    [InlineData(200)]
    [InlineData(300)]
    public async Task Of_requests(int valueLength)
    {
        using var server = new RawBackEnd((request, to) => to.Send(RawBackEnd.Ok(request.Field("X-98")!)));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var request = Balancers.Get(fields: Fields(valueLength));
        Assert.InRange(request.Length, 1, 32 * 1024);
        using var client = Balancers.Connect(balancer);
        foreach (var size in new[] { 1000, 4096, 5000, request.Length })
        {
            for (var at = 0; at < request.Length; at += size)
            {
                var before = balancer.Transport.Stats().Total.BytesRead;
                client.Send(request[at..Math.Min(request.Length, at + size)]);
                Wellness.Until(() => balancer.Transport.Stats().Total.BytesRead > before, "a piece was not read");
            }

            Assert.Equal(Value(valueLength), Reply.Read(client).Body);
        }

        Assert.Equal(4, server.Seen.Count);
        Assert.All(server.Seen, seen => Assert.Contains(Fields(valueLength), seen.Head));
        Assert.Equal(0, balancer.Transport.Stats().Total.ClosedBy(Transport.CloseReason.SessionFailed));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(165)]
    [InlineData(200)]
    [InlineData(300)]
    public async Task Of_responses(int valueLength)
    {
        var answer = RawBackEnd.Ok("large", Fields(valueLength));
        using var server = Wellness.But((_, to) => to.Send(answer));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        for (var i = 0; i < 4; i++)
        {
            using var client = Balancers.Connect(balancer);
            client.Send(Balancers.Get());
            var reply = Reply.Read(client);
            Assert.Equal((200, "large", Value(valueLength)), (reply.Status, reply.Body, reply.Field("X-98")));
        }

        Assert.Equal(0, balancer.Transport.Stats().Total.ClosedBy(Transport.CloseReason.SessionFailed));
    }

    /// <summary>What is half written when something fails must not go out in front of what another client is sent.</summary>
    [Fact]
    public async Task Of_one_client_never_reach_another()
    {
        using var release = new SemaphoreSlim(0);
        var answer = RawBackEnd.Ok("large", "Set-Cookie: secret=1\r\n" + Fields(300)[(Fields(300).IndexOf('\n') + 1)..]);
        using var server = new RawBackEnd((request, to) => request.Line.Contains("/large", StringComparison.Ordinal)
            ? to.Send(answer)
            : release.Wait(TimeSpan.FromSeconds(30)) && to.Send(RawBackEnd.Ok("small")));
        await using var balancer = new BalancerServer(Balancers.Config([server.Port]), loops: 1);
        await balancer.StartAsync(TestContext.Current.CancellationToken);
        using var waiting = Balancers.Connect(balancer);
        waiting.Send(Balancers.Get());
        Wellness.Until(() => server.Seen.Count == 1, "the request did not come through");
        using var other = Balancers.Connect(balancer);
        other.Send(Balancers.Get("/large", "Connection: close\r\n"));
        _ = other.ReadToEnd();
        release.Release();
        var reply = Reply.Read(waiting);
        Assert.DoesNotContain("secret", reply.Head);
        Assert.Equal("small", reply.Body);
    }

    [Fact]
    public async Task One_field_too_many_is_told()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        Assert.Equal(200, Balancers.Ask(balancer, Balancers.Get(fields: Fields(10))).Status);
        Assert.Equal(431, Balancers.Ask(balancer, Balancers.Get(fields: Fields(10) + "X-99: 1\r\n")).Status);
    }

    /// <summary>99 of them: with Host as many as are allowed.</summary>
    private static string Fields(int valueLength)
    {
        var fields = new StringBuilder();
        for (var i = 0; i < 98; i++)
            fields.Append(System.Globalization.CultureInfo.InvariantCulture, $"X-{i}: {new string('v', valueLength)}{i}\r\n");
        return fields + $"X-98: {Value(valueLength)}\r\n";
    }

    private static string Value(int length) => new string('v', length) + "98";
}
