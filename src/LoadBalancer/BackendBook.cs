using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer;

/// <summary>The backends by name. Replaced whole when a reload brings or takes some.</summary>
internal sealed class BackendBook(int loops, SeededRandom random, IBackendEvents events)
{
    private volatile Backend[] _all = [];

    public IReadOnlyList<Backend> All => _all;

    public Backend? Find(string name) => Array.Find(_all, backend => backend.Name == name);

    public Backend Get(string name) => Find(name) ?? throw new InvalidOperationException($"there is no backend {name}");

    /// <summary>Those that stay take the new configuration over.</summary>
    public void Apply(IReadOnlyList<BackendConfig> configs, long nowMs)
    {
        var before = _all;
        var next = new List<Backend>();
        foreach (var config in configs)
        {
            var kept = Array.Find(before, backend => backend.Name == config.Name);
            kept?.Apply(config, nowMs);
            next.Add(kept ?? new Backend(config, loops, random.NextUInt64(), events, nowMs));
        }

        foreach (var backend in before.Except(next))
            backend.Apply(backend.Config with { Servers = [] }, nowMs);
        _all = [.. next];
    }
}
