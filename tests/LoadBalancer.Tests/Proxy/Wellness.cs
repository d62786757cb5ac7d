namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>That a balancer has come through: nothing is counted that is over, and who asks next is served.</summary>
internal static class Wellness
{
    public const string GoodPath = "/good";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void IsWell(BalancerServer balancer)
    {
        var backend = balancer.Backends.Get("web");
        Until(() => backend.InFlight == 0 && backend.RetriesInFlight == 0, "requests are still counted");
        Assert.All(backend.Servers, server => Assert.Equal(0, server.InFlight));
        Assert.Equal(0, backend.Queued);
        Assert.Equal((200, "good"), (Balancers.Ask(balancer, Balancers.Get(GoodPath)) is var reply ? reply.Status : 0, reply.Body));
    }

    /// <summary>A server that misbehaves, but for those who ask for <see cref="GoodPath"/>.</summary>
    public static RawBackEnd But(Func<SeenRequest, RawConnection, bool> bad, bool overTls = false) =>
        new((request, to) => IsGood(request.Head) ? to.Send(RawBackEnd.Ok("good")) : bad(request, to), overTls: overTls);

    /// <summary>The same with bare sockets: the bad part gets the head and ends the connection.</summary>
    public static SocketBackEnd ButBare(Action<ServerSocket> bad, bool overTls = false) => new(
        socket =>
        {
            while (socket.ReadHead() is { } head)
            {
                if (!IsGood(head))
                {
                    bad(socket);
                    return;
                }

                socket.Send(RawBackEnd.Ok("good"));
            }
        },
        overTls);

    public static void Until(Func<bool> condition, string otherwise) => Assert.True(SpinWait.SpinUntil(condition, Patience), otherwise);

    private static bool IsGood(string head) => head.Contains(" " + GoodPath + " ", StringComparison.Ordinal);
}
