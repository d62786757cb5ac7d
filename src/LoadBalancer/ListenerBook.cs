using System.Net.Sockets;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Proxy;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer;

/// <summary>The open listeners, in the order of the configuration. Replaced whole when a reload brings, takes or changes some.</summary>
internal sealed class ListenerBook(TransportServer transport, SessionFactory sessions, BackendBook backends, int loops)
{
    private volatile ListenerRuntime[] _all = [];

    public IReadOnlyList<ListenerRuntime> All => _all;

    /// <summary>At the start.</summary>
    /// <exception cref="SocketException">An address cannot be bound.</exception>
    /// <exception cref="IOException">A certificate is unusable.</exception>
    public void OpenFirst(BalancerConfig config)
    {
        using var plan = new ListenerPlan(transport.BeginChange());
        foreach (var listener in config.Listeners)
            plan.Open(ListenerTransport.EndPointOf(listener), []);
        Commit(plan, config);
    }

    /// <summary>Binds and reads what the next configuration needs beyond the one in force.</summary>
    /// <returns>Null when something of that fails; then nothing has changed.</returns>
    public ListenerPlan? TryPlan(BalancerConfig next, out string? reason)
    {
        var plan = new ListenerPlan(transport.BeginChange());
        for (var i = 0; i < next.Listeners.Count; i++)
        {
            var listener = next.Listeners[i];
            try
            {
                Tell(plan, listener, next);
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                plan.Dispose();
                reason = $"listeners[{i}] ({listener.Name}): {error.Message}";
                return null;
            }
        }

        reason = null;
        return plan;
    }

    /// <summary>After the backends.</summary>
    /// <returns>Those that are open no more.</returns>
    public IReadOnlyList<ListenerRuntime> Commit(ListenerPlan plan, BalancerConfig config)
    {
        var before = _all;
        var next = new ListenerRuntime[config.Listeners.Count];
        for (var i = 0; i < next.Length; i++)
        {
            var state = new ListenerState(config.Listeners[i], config.Limits, backends.Get, loops);
            var (address, same) = plan.Entries[i];
            same?.Swap(state);
            next[i] = same ?? new ListenerRuntime(address, state, new FrontTotals(loops));
            if (same is null)
                sessions.Serve(next[i]);
        }

        var gone = before.Except(next).ToList();
        gone.ForEach(listener => listener.IsDraining = true);
        _all = next;
        plan.Commit();
        return gone;
    }

    private void Tell(ListenerPlan plan, ListenerConfig listener, BalancerConfig next)
    {
        var endPoint = ListenerTransport.EndPointOf(listener);
        if (SameAs(listener) is { } same)
        {
            plan.Keep(same, same.Config.Certificates.SequenceEqual(listener.Certificates) ? null : endPoint.OwnTls);
        }
        else if (_all.FirstOrDefault(one => IsThere(one, listener) && !plan.Has(one) && !next.Listeners.Any(other => IsSame(one, other)))
            is { } there)
        {
            plan.TakeOver(there, endPoint);
        }
        else
        {
            plan.Open(endPoint, _all.Where(one => !next.Listeners.Any(other => IsThere(one, other))));
        }
    }

    private ListenerRuntime? SameAs(ListenerConfig listener) => Array.Find(_all, one => IsSame(one, listener));

    /// <summary>Whatever else of it changes, it is the same listener.</summary>
    private static bool IsSame(ListenerRuntime one, ListenerConfig listener) => one.Name == listener.Name
        && one.Config.Protocol == listener.Protocol && IsThere(one, listener);

    /// <summary>As configured or, where that left the port open, as bound.</summary>
    private static bool IsThere(ListenerRuntime one, ListenerConfig listener) =>
        one.Config.Address.Equals(listener.Address) || one.Address.Equals(listener.Address);
}
