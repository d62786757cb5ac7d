using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Health;
using FromScratch.LoadBalancer.Tests.Backends;

namespace FromScratch.LoadBalancer.Tests.Health;

/// <summary>
/// A backend and what happens to it, step by step out of random bytes: checks, answers, ticks, modes, weights. Notes what HEALTH.md is
/// about, so that a test can compare after each step.
/// </summary>
internal sealed class HealthSteps
{
    public HealthSteps(byte[] bytes)
    {
        var from = new Queue<byte>(bytes);
        Config = MakeConfig(from);
        Backend = Engines.Make(Config, Ejections);
        foreach (var server in Backend.Servers)
            Checks.Add(server, []);
        Steps = from;
    }

    public BackendConfig Config { get; }

    public Backend Backend { get; }

    public EjectionLog Ejections { get; } = new();

    /// <summary>Of each server: what its checks have found, in order.</summary>
    public Dictionary<Server, List<bool>> Checks { get; } = [];

    public long NowMs { get; private set; } = 1000;

    private Queue<byte> Steps { get; }

    public IEnumerable<Server> Open => Backend.Servers.Where(server => server is { Mode: ServerMode.Ready, Weight: > 0 });

    public IEnumerable<Server> Usable => Open.Where(server => server is { IsUp: true, IsEjected: false });

    /// <summary>False when there is nothing left to do.</summary>
    public bool Next()
    {
        if (Steps.Count < 3)
            return false;
        var (kind, server, value) = (Steps.Dequeue(), Backend.Servers[Steps.Dequeue() % Backend.Servers.Count], Steps.Dequeue());
        switch (kind % 8)
        {
            case 0 or 1:
                Check(server, isOk: value % 2 == 0);
                break;
            case 2:
                Answer(server, failures: value % 8);
                break;
            case 3:
                Backend.Report(server, OutcomeKind.Responded, NowMs, latencyUs: 1 + value * 100);
                break;
            case 4:
                Backend.SetMode(server, (ServerMode)(value % 3), NowMs);
                break;
            case 5:
                Backend.SetWeight(server, value % 4, NowMs);
                break;
            default:
                Pass(value * value / 8);
                break;
        }

        return true;
    }

    /// <summary>Four ticks a second, as a server has them.</summary>
    private void Pass(int ms)
    {
        for (; ms > 0; ms -= 250)
        {
            NowMs += Math.Min(ms, 250);
            Backend.Tick(NowMs);
        }
    }

    private static BackendConfig MakeConfig(Queue<byte> from)
    {
        int Take(int below) => from.TryDequeue(out var value) ? value % below : 0;
        var policy = (BalancePolicy)Take(7);
        var config = Engines.Config(policy, [.. Enumerable.Range(0, 1 + Take(6)).Select(_ => 1 + Take(4))]);
        return config with
        {
            Servers = [.. config.Servers.Select(server => server with { Backup = Take(4) == 0 })],
            HealthCheck = new HealthCheckConfig { Rise = 1 + Take(4), Fall = 1 + Take(4) },
            Outlier = new OutlierConfig
            {
                ConsecutiveFailures = Take(5),
                EjectionMs = 1000 * (1 + Take(10)),
                EjectionMsMax = 20_000 + 1000 * Take(20),
                EjectedPercentMax = Take(11) * 10,
                FailurePercent = Take(2) * 50,
                RequestsMin = 1 + Take(5),
                WindowMs = 5_000,
            },
            PanicPercent = Take(3) * 40,
            SlowStartMs = Take(2) * 10_000,
        };
    }

    private void Check(Server server, bool isOk)
    {
        Checks[server].Add(isOk);
        Backend.CheckDone(server, new CheckOutcome(isOk, isOk ? 200 : 0, 1, ""), NowMs);
    }

    /// <summary>As a request would: chosen, counted, reported, released.</summary>
    private void Answer(Server server, int failures)
    {
        for (var i = 0; i < failures; i++)
        {
            if (Backend.Pick(sticky: server, nowMs: NowMs) is not { } picked)
                return;
            Backend.Report(picked, i % 2 == 0 ? OutcomeKind.Reset : OutcomeKind.Responded, NowMs, status: 503);
            Backend.Release(picked);
        }
    }
}
