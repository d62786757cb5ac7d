using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Backends;

/// <summary>Backends without sockets.</summary>
internal static class Engines
{
    public static BackendConfig Config(BalancePolicy policy, params int[] weights) => new()
    {
        Name = "web",
        Policy = policy,
        Servers =
        [
            .. weights.Select((weight, i) => new ServerConfig { Name = $"s{i}", Host = "127.0.0.1", Port = 1000 + i, Weight = weight }),
        ],
    };

    public static Backend Make(BackendConfig config, IBackendEvents? events = null, ulong seed = 7) => new(config, 2, seed, events);

    public static Server? Pick(this Backend backend, ulong? hash = null, Server? sticky = null, Server?[]? tried = null, long nowMs = 1)
    {
        var request = new PickRequest { Hash = hash ?? 0, HasHash = hash is not null, Sticky = sticky, Tried = tried ?? [], NowMs = nowMs };
        return backend.Pick(request, 0, out var server) == PickResult.Picked ? server : null;
    }

    public static PickResult Ask(this Backend backend) => backend.Pick(new PickRequest { NowMs = 1 }, 0, out _);

    public static void Report(this Backend backend, Server server, OutcomeKind kind, long nowMs, int status = 200, long latencyUs = 1000) =>
        backend.Report(server, new RequestOutcome { Kind = kind, Status = status, LatencyUs = latencyUs }, 0, nowMs);
}
