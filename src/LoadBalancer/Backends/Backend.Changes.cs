using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Backends;

/// <content>What reloads and operators change while requests run.</content>
public sealed partial class Backend
{
    /// <summary>
    /// A new configuration. Servers of the same name and address keep all that is known of them, what operators have set included; new
    /// ones begin down when they are checked, and the first good check brings them up.
    /// </summary>
    /// <returns>The servers that are not its any more.</returns>
    public IReadOnlyList<Server> Apply(BackendConfig config, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(config);
        lock (_gate)
        {
            var before = _servers.ToList();
            _servers.Clear();
            foreach (var wanted in config.Servers)
            {
                var kept = before.Find(server => server.Name == wanted.Name && server.Host == wanted.Host && server.Port == wanted.Port);
                if (kept is not null)
                {
                    before.Remove(kept);
                    kept.Apply(wanted);
                }

                _servers.Add(kept ?? new Server(wanted, _loops, startsUp: config.HealthCheck is null));
            }

            foreach (var gone in before)
                Leave(gone);
            if (config.HealthCheck is null)
                _servers.ForEach(server => server.Check.Forget());
            _config = config;
            MakePolicies();
            Rebuild(nowMs);
            return before;
        }
    }

    /// <summary>False when there is one of that name.</summary>
    public bool TryAdd(ServerConfig config, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(config);
        lock (_gate)
        {
            if (_servers.Exists(server => server.Name == config.Name))
                return false;
            _servers.Add(new Server(config, _loops, startsUp: _config.HealthCheck is null));
            _config = _config with { Servers = [.. _servers.Select(server => server.Config)] };
            Rebuild(nowMs);
            return true;
        }
    }

    /// <summary>It gets no request any more; null when there is none of that name.</summary>
    public Server? Remove(string name, long nowMs)
    {
        lock (_gate)
        {
            var server = _servers.Find(one => one.Name == name);
            if (server is null)
                return null;
            _servers.Remove(server);
            Leave(server);
            _config = _config with { Servers = [.. _servers.Select(one => one.Config)] };
            Rebuild(nowMs);
            return server;
        }
    }

    public Server? Find(string name) => Array.Find(_all, server => server.Name == name);

    public void SetWeight(Server server, int weight, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        lock (_gate)
        {
            server.Weight = weight;
            Rebuild(nowMs);
        }
    }

    public void SetMode(Server server, ServerMode mode, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(server);
        lock (_gate)
        {
            if (server.Mode == mode)
                return;
            server.Mode = mode;
            _events.ModeChanged(this, server);
            Rebuild(nowMs);
        }
    }

    /// <summary>Servers that are gone and still have requests under way.</summary>
    public IReadOnlyList<Server> Leaving
    {
        get
        {
            lock (_gate)
                return [.. _leaving];
        }
    }

    private void Leave(Server server)
    {
        server.IsRemoved = true;
        _leaving.Add(server);
    }
}
