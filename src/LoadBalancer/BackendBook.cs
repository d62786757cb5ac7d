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

    /// <summary>Those that stay take the new configuration over. Returns the servers that are gone.</summary>
    public IReadOnlyList<Server> Apply(IReadOnlyList<BackendConfig> configs, long nowMs)
    {
        var gone = new List<Server>();
        var before = _all;
        var next = new List<Backend>();
        foreach (var config in configs)
        {
            var kept = Array.Find(before, backend => backend.Name == config.Name);
            if (kept is not null)
                gone.AddRange(kept.Apply(config, nowMs));
            next.Add(kept ?? new Backend(config, loops, random.NextUInt64(), events));
        }

        foreach (var backend in before.Except(next))
            gone.AddRange(backend.Apply(backend.Config with { Servers = [] }, nowMs));
        _all = [.. next];
        return gone;
    }
}
