using System.Net;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Backends;

/// <content>Servers that are known by name: what look-ups find of them.</content>
public sealed partial class Backend
{
    private readonly List<NameEntry> _names = [];
    private long _lookUpsFailed;

    /// <summary>Look-ups of names that failed, or found no address that could be used.</summary>
    public long LookUpsFailed => Volatile.Read(ref _lookUpsFailed);

    /// <summary>What has to be looked up, each once.</summary>
    internal IReadOnlyList<string> Hosts
    {
        get
        {
            lock (_gate)
            {
                var plain = _servers.Where(one => one.IsByName).Select(one => one.Host);
                return [.. plain.Concat(_names.Select(one => one.Config.Host)).Distinct()];
            }
        }
    }

    /// <summary>
    /// Takes a look-up's answer in. Addresses that are new become servers, those that the name has lost get nothing new, and what is
    /// under way ends. When an answer has nothing but new addresses of which none is up yet, those that were up before carry on until one
    /// is, or until the next answer.
    /// </summary>
    /// <param name="host">The name.</param>
    /// <param name="found">In any order.</param>
    /// <param name="startsUp">At the start of the process: new ones count as up until a check says otherwise.</param>
    /// <param name="nowMs">Monotonic.</param>
    /// <returns>Entries for which the answer had no address of use; their servers are left as they were.</returns>
    internal IReadOnlyList<ServerConfig> Found(string host, IReadOnlyList<IPAddress> found, bool startsUp, long nowMs)
    {
        var unmoved = new List<ServerConfig>();
        lock (_gate)
        {
            foreach (var server in _servers.Where(one => one.IsByName && one.Host == host))
                server.Address.Settle(found, server.Port);
            var changes = false;
            foreach (var entry in _names.Where(one => one.Config.Host == host))
            {
                var (before, ignored) = (entry.Servers.ToList(), entry.Ignored);
                if (!entry.Take(found, address => ServerOf(entry, address) is { IsUp: true }))
                {
                    _lookUpsFailed++;
                    unmoved.Add(entry.Config);
                }

                if (entry.Ignored > 0 && entry.Ignored != ignored)
                    _events.AddressesIgnored(this, entry.Config, entry.Ignored);
                changes |= !before.SequenceEqual(entry.Servers) || entry.Leaving.Count > 0;
            }

            if (changes)
            {
                Adopt(startsUp);
                HandOver();
                Rebuild(nowMs);
            }

            NoteNone(nowMs);
        }

        return unmoved;
    }

    /// <summary>What is known of the name stays in force.</summary>
    internal void LookUpFailed(long nowMs)
    {
        lock (_gate)
        {
            _lookUpsFailed++;
            NoteNone(nowMs);
        }
    }

    /// <summary>At the start, before anything was looked up, nobody was missing.</summary>
    private void NoteNone(long nowMs)
    {
        if (_servers.Count == 0)
            NoteAvailability(false, nowMs);
    }

    /// <summary>Addresses that only filled in leave when one of those that the name has is up. True when some have.</summary>
    private bool HandOver()
    {
        var changes = false;
        foreach (var entry in _names.Where(one => one.Leaving.Count > 0))
        {
            if (!entry.Servers.Any(address => entry.Has(address) && IsServing(ServerOf(entry, address))))
                continue;
            entry.EndLeaving();
            changes = true;
        }

        if (changes)
            Adopt(startsUp: false);
        return changes;
    }

    private static bool IsServing(Server? server) => server is { IsUp: true, IsEjected: false, Mode: ServerMode.Ready };

    private Server? ServerOf(NameEntry entry, IPAddress address) =>
        _servers.Find(one => one.Is(entry.Config with { Name = AddressNames.Of(entry.Config.Name, address) }, address));

    /// <summary>Entries that stay keep their addresses; a new one begins with what is known of its host.</summary>
    private void ApplyNames(BackendConfig config, Dictionary<string, IReadOnlyList<IPAddress>> known)
    {
        var before = _names.ToList();
        _names.Clear();
        foreach (var wanted in config.Servers.Where(one => one.Addresses != AddressUse.First))
        {
            var entry = before.Find(one => one.Is(wanted)) ?? new NameEntry(wanted);
            entry.Apply(wanted);
            if (entry.Found.Count == 0 && known.TryGetValue(wanted.Host, out var found))
                entry.Take(found, static _ => false);
            _names.Add(entry);
        }
    }

    /// <summary>The last answers by host.</summary>
    private Dictionary<string, IReadOnlyList<IPAddress>> Known()
    {
        var known = new Dictionary<string, IReadOnlyList<IPAddress>>();
        foreach (var server in _servers.Where(one => one.Address.Found.Count > 0))
            known[server.Host] = server.Address.Found;
        foreach (var entry in _names.Where(one => one.Found.Count > 0))
            known[entry.Config.Host] = entry.Found;
        return known;
    }

    /// <summary>Every server that there has to be: the configuration's, an entry for all addresses of its name replaced by these.</summary>
    private IEnumerable<(ServerConfig Config, IPAddress? FixedTo)> Wanted()
    {
        foreach (var server in _config.Servers)
        {
            if (server.Addresses == AddressUse.First)
            {
                yield return (server, null);
                continue;
            }

            foreach (var address in _names.Find(one => one.Is(server))?.Servers ?? [])
                yield return (server with { Name = AddressNames.Of(server.Name, address) }, address);
        }
    }

    /// <summary>
    /// Makes the servers those that there have to be. The ones that stay keep all that is known of them; the set is to be rebuilt after it.
    /// </summary>
    /// <returns>The servers that are not its any more.</returns>
    private List<Server> Adopt(bool startsUp, Dictionary<string, IReadOnlyList<IPAddress>>? known = null)
    {
        var before = _servers.ToList();
        known ??= Known();
        _servers.Clear();
        foreach (var (wanted, address) in Wanted())
        {
            var server = before.Find(one => one.Is(wanted, address));
            if (server is not null)
            {
                before.Remove(server);
                server.Apply(wanted);
            }
            else
            {
                server = new Server(wanted, _loops, startsUp || _config.HealthCheck is null, address);
                if (server.IsByName && known.TryGetValue(server.Host, out var found))
                    server.Address.Settle(found, server.Port);
                if (address is not null)
                    _events.Joined(this, server);
            }

            _servers.Add(server);
        }

        foreach (var gone in before)
            Leave(gone);
        return before;
    }

    private void Leave(Server server)
    {
        server.IsRemoved = true;
        _leaving.Add(server);
        if (server.FixedTo is not null)
            _events.Left(this, server);
    }
}
