using System.Net;
using System.Runtime.CompilerServices;
using FromScratch.Core;
using FromScratch.LoadBalancer.AccessLog;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Gives each accepted connection the session of its listener.</summary>
internal sealed class SessionFactory : ISessionFactory, IDisposable
{
    /// <summary>
    /// By the very object of the address, which a connection shows that was accepted there: one that opens after its listener has gone
    /// finds it all the same, and nothing has to be forgotten.
    /// </summary>
    private readonly ConditionalWeakTable<EndPoint, ListenerRuntime> _listeners = [];
    private readonly LoopState[] _loops;

    /// <param name="core">What all loops share.</param>
    /// <param name="loops">How many there are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Seeds the loops.</param>
    public SessionFactory(BalancerCore core, int loops, TimeProvider time, SeededRandom random)
    {
        _loops = [.. Enumerable.Range(0, loops).Select(i => new LoopState(core, i, loops, time, random.NextUInt64()))];
    }

    public ISession Open(IConnection connection)
    {
        var loop = _loops[connection.LoopIndex];
        if (!_listeners.TryGetValue(connection.LocalEndPoint!, out var listener))
            throw new InvalidOperationException($"{connection.LocalEndPoint} is no listener");
        var relay = (IRelayConnection)connection;
        if (listener.Config.AcceptProxy)
            return new ProxyHeaderSession(relay, loop, listener.State.HeadMs, addressed => Make(addressed, loop, listener));
        return Make(relay, loop, listener);
    }

    /// <summary>Before the first connection of the listener.</summary>
    public void Serve(ListenerRuntime listener) => _listeners.Add(listener.Address, listener);

    /// <summary>Every request that ends from now on leaves a line there; null = none does.</summary>
    public void UseAccessLog(AccessLogWriter? writer, AccessLogFormat format)
    {
        foreach (var loop in _loops)
            loop.Logs.Use(writer is null ? null : new LoopAccessLog(writer.CreateBuffer(), format));
    }

    public void Tick(int loopIndex) => _loops[loopIndex].Logs.Tick();

    /// <summary>After the last connection.</summary>
    public void Dispose()
    {
        foreach (var loop in _loops)
        {
            loop.Hedges.Dispose();
            loop.Logs.Close();
        }
    }

    private static IRelaySession Make(IRelayConnection connection, LoopState loop, ListenerRuntime listener) =>
        listener.Config.Protocol == ListenerProtocol.Tcp
            ? new TcpSession(connection, loop, listener)
            : new HttpSession(connection, loop, listener);
}
