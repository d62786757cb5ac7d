using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Backends;

/// <content>What reloads and operators change while requests run.</content>
public sealed partial class Backend
{
    private ServerTotals _totalsOfGone = new();

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
            var known = Known();
            ApplyNames(config, known);
            _config = config;
            var gone = Adopt(startsUp: false, known);
            if (config.HealthCheck is null)
                _servers.ForEach(server => server.Check.Forget());
            MakePolicies();
            Rebuild(nowMs);
            return gone;
        }
    }

    /// <summary>
    /// Adds a server; one for all addresses of its name begins to have servers with the next look-up. False when one has that name, or
    /// may have it one day.
    /// </summary>
    public bool TryAdd(ServerConfig config, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(config);
        lock (_gate)
        {
            var others = _config.Servers;
            if (others.Any(one => one.Name == config.Name || AddressNames.MayBe(one, config.Name) || AddressNames.MayBe(config, one.Name)))
                return false;
            _config = _config with { Servers = [.. others, config] };
            if (config.Addresses != AddressUse.First)
                _names.Add(new NameEntry(config));
            Adopt(startsUp: false);
            Rebuild(nowMs);
            return true;
        }
    }

    /// <summary>
    /// A server gets no request any more. One address of a name stays out, whatever look-ups find, until a reload; the name of the entry
    /// takes out all of its addresses.
    /// </summary>
    /// <returns>Those that are gone; null when there is none of that name.</returns>
    public IReadOnlyList<Server>? Remove(string name, long nowMs)
    {
        lock (_gate)
        {
            if (_servers.Find(one => one.Name == name) is { FixedTo: { } address } server)
                _names.Find(entry => ServerOf(entry, address) == server)?.Remove(address);
            else if (_config.Servers.Any(one => one.Name == name))
                _config = _config with { Servers = [.. _config.Servers.Where(one => one.Name != name)] };
            else
                return null;
            _names.RemoveAll(entry => entry.Config.Name == name);
            var gone = Adopt(startsUp: false);
            Rebuild(nowMs);
            return gone;
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

    /// <summary>What servers that are gone have counted, so that the backend's own sums never go back.</summary>
    internal ServerTotals TotalsOfGone()
    {
        lock (_gate)
            return ServerTotals.Sum([_totalsOfGone, .. _leaving.Select(one => one.Totals())]);
    }

    /// <summary>Servers that have left and have no request any more are let go.</summary>
    private void Retire()
    {
        var done = _leaving.FindAll(server => server.InFlight == 0);
        if (done.Count == 0)
            return;
        _leaving.RemoveAll(done.Contains);
        _totalsOfGone = ServerTotals.Sum([_totalsOfGone, .. done.Select(one => one.Totals())]);
    }
}
