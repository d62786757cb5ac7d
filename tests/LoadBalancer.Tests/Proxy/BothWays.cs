using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>Tests of servers that go wrong, each of which runs twice: with servers in the clear and with servers over TLS.</summary>
public abstract class BothWays(bool overTls)
{
    private static readonly ServerTlsConfig AnyCertificate = new() { Verify = false };

    private protected bool OverTls => overTls;

    private protected RawBackEnd Answering(Func<SeenRequest, RawConnection, bool> answer) => new(answer, overTls: overTls);

    private protected SocketBackEnd Bare(Action<ServerSocket> serve) => new(serve, overTls);

    private protected RawBackEnd Saying(string text) => RawBackEnd.Saying(text, overTls);

    private protected RawBackEnd But(Func<SeenRequest, RawConnection, bool> bad) => Wellness.But(bad, overTls);

    private protected SocketBackEnd ButBare(Action<ServerSocket> bad) => Wellness.ButBare(bad, overTls);

    private protected Task<BalancerServer> StartAsync(
        IEnumerable<int> ports, Func<BackendConfig, BackendConfig>? backend = null,
        Func<ListenerConfig, ListenerConfig>? listener = null) =>
        Balancers.StartAsync(ports, b => (backend?.Invoke(b) ?? b) with { Tls = overTls ? AnyCertificate : null }, listener);
}
