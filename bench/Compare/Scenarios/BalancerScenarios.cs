using FromScratch.Compare.Servers;

namespace FromScratch.Compare.Scenarios;

/// <summary>The balancer's scenarios, in the order they run.</summary>
internal static class BalancerScenarios
{
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new BalancerScenario("small", "HTTP, keep-alive, 64 connections, responses of 24 bytes", BalancerMode.Http, "/small"),
        new BalancerScenario("large", "the same, responses of 100 KB", BalancerMode.Http, "/large"),
        new BalancerScenario("tcp", "TCP forwarding without a look at the bytes, responses of 24 bytes", BalancerMode.Tcp, "/small"),
        new BalancerScenario("tls", "TLS ends at the balancer, keep-alive, responses of 24 bytes", BalancerMode.Tls, "/small"),
        new BalancerScenario("handshakes", "TLS, a connection per request", BalancerMode.Tls, "/small") { Closes = true },
        new BalancerScenario(
            "storm", "TLS, keep-alive, 4 connections, beside 48 that connect anew for each request", BalancerMode.Tls, "/small")
        {
            Connections = 4,
            Newcomers = 48,
        },
    ];
}
