using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;
using FromScratch.TestKit.Sockets;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Listeners that come and go over and over while clients ask.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class ListenerFlipTests
{
    private const int Reloads = 200;

    [Fact]
    public async Task Those_that_stay_lose_no_request_and_those_that_go_leave_nothing_behind()
    {
        using var directory = new TempDirectory();
        var certificate = new CertificateConfig(directory.File("site.pem"), directory.File("site.key"));
        TestCertificates.WriteServer("site.example.com", certificate.CertificatePath, certificate.KeyPath);
        using var server = Wellness.But((_, to) => to.Send(RawBackEnd.Ok("x")));
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var configs = Variants(balancer.Config, certificate);
        await FlipAsync(balancer, configs, configs.Length);
        Assert.Null(balancer.Apply(configs[0]));
        Wellness.Until(() => balancer.Transport.Stats().ConnectionsCurrent == 0, "connections stay open");
        var descriptors = Descriptors();
        await FlipAsync(balancer, configs, Reloads);
        Assert.Null(balancer.Apply(configs[0]));
        Wellness.Until(() => balancer.Transport.Stats().ConnectionsCurrent == 0, "connections stay open");
        Assert.Equal(0, balancer.Listeners[0].Connections);
        Assert.Single(balancer.Transport.Listeners());
        // The connections to the server behind are kept for the next request, one per loop at most that way.
        Wellness.Until(() => Descriptors() <= descriptors + 16, $"descriptors: {descriptors} before, {Descriptors()} after");
        Wellness.IsWell(balancer);
    }

    [Fact]
    public async Task Sockets_that_are_passed_on_refuse_nobody()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var address = balancer.EndPoint;
        var config = balancer.Config;
        using var stop = new CancellationTokenSource();
        // Each on a connection of its own: when its listener goes before the request has come, it is served all the same.
        var clients = Enumerable.Range(0, 3).Select(_ => OnAThread(() => AskAnew(address, stop.Token))).ToArray();
        var failed = Task.WhenAny(clients);
        for (var i = 0; i < Reloads; i++)
        {
            Assert.Null(balancer.Apply(config.With(config.Listeners[0] with { Name = i % 2 == 0 ? "other" : "main" })));
            var before = server.Seen.Count;
            Wellness.Until(() => failed.IsCompleted || server.Seen.Count > before, "no request came through");
        }

        await stop.CancelAsync();
        Assert.True((await Task.WhenAll(clients)).Sum() >= Reloads);
    }

    [Fact]
    public async Task One_that_is_gone_is_forgotten()
    {
        using var server = RawBackEnd.Saying("x");
        await using var balancer = await Balancers.StartAsync([server.Port]);
        var gone = ComeAndGo(balancer);
        Wellness.Until(
            () =>
            {
                // Loops remember the connection that they served last.
                ChangingListeners.Ask(balancer.EndPoint);
                _ = MeasuredAlone.UsedBytes();
                return !gone.IsAlive;
            },
            "it is still known");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ComeAndGo(BalancerServer balancer)
    {
        var config = balancer.Config;
        Assert.Null(balancer.Apply(config.With(config.Listeners[0], ChangingListeners.Listener("extra"))));
        Assert.Equal("x", ChangingListeners.Ask(balancer.At("extra")).Body);
        var listener = balancer.Listeners[1];
        Assert.Null(balancer.Apply(config));
        return new WeakReference(listener);
    }

    private static async Task FlipAsync(BalancerServer balancer, BalancerConfig[] configs, int reloads)
    {
        using var stop = new CancellationTokenSource();
        var address = balancer.At("main");
        Task<int>[] clients =
        [
            OnAThread(() => AskOn(address, stop.Token)),
            OnAThread(() => AskOn(address, stop.Token)),
            OnAThread(() => AskAnew(address, stop.Token)),
        ];
        using var others = new CancellationTokenSource();
        var flipped = OnAThread(() => AskWhoeverIsThere(balancer, others.Token));
        var failed = Task.WhenAny(clients);
        for (var i = 0; i < reloads; i++)
        {
            Assert.Null(balancer.Apply(configs[i % configs.Length]));
            var before = balancer.Listeners[0].AllCounters.Sum(counters => counters.Requests);
            Wellness.Until(
                () => failed.IsCompleted || balancer.Listeners[0].AllCounters.Sum(counters => counters.Requests) > before + 3,
                "no request came through");
            if (failed.IsCompleted)
                await await failed;
        }

        await others.CancelAsync();
        await flipped;
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(clients), count => Assert.True(count > 0, "a client stood still"));
    }

    private static BalancerConfig[] Variants(BalancerConfig config, CertificateConfig certificate)
    {
        var main = config.Listeners[0];
        var (one, two) = (Balancers.DeadPort(), Balancers.DeadPort());
        var https = ChangingListeners.Listener("flip", one, ListenerProtocol.Https) with { Certificates = [certificate] };
        return
        [
            config,
            config.With(main, ChangingListeners.Listener("flip", one)),
            config.With(main, ChangingListeners.Listener("flop", one)),
            config.With(main, https),
            config.With(main, ChangingListeners.Listener("flip", two)),
            config.With(main, ChangingListeners.Listener("flip", two, ListenerProtocol.Tcp), ChangingListeners.Listener("flop", one)),
            config.With(main with { Timeouts = new TimeoutConfig { HeadMs = 20_000 } }, ChangingListeners.Listener("flip", two)),
        ];
    }

    private static Task<int> OnAThread(Func<int> action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static int AskOn(IPEndPoint address, CancellationToken stop)
    {
        using var client = new TextClient(address);
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            client.Send(Balancers.Get());
            Assert.Equal((200, "x"), (Reply.Read(client) is var reply ? reply.Status : 0, reply.Body));
            Assert.Null(reply.Field("Connection"));
        }

        return count;
    }

    private static int AskAnew(IPEndPoint address, CancellationToken stop)
    {
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
            Assert.Equal("x", ChangingListeners.Ask(address).Body);
        return count;
    }

    /// <summary>Load on those that change; what they answer is not looked at.</summary>
    private static int AskWhoeverIsThere(BalancerServer balancer, CancellationToken stop)
    {
        var count = 0;
        while (!stop.IsCancellationRequested)
        {
            foreach (var listener in balancer.Listeners.Skip(1))
            {
                try
                {
                    using var client = new TextClient(listener.Address);
                    client.Send(Balancers.Get());
                    if (client.ReadLine() is not null)
                        count++;
                }
                catch (Exception error) when (error is SocketException or InvalidOperationException)
                {
                    // It has gone meanwhile, or speaks TLS.
                }
            }
        }

        return count;
    }

    private static int Descriptors() => Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : 0;
}
