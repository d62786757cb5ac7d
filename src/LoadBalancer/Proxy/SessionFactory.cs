using System.Net;
using FromScratch.Core;
using FromScratch.LoadBalancer.AccessLog;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Gives each accepted connection the session of its listener.</summary>
internal sealed class SessionFactory : ISessionFactory, IDisposable
{
    private readonly ListenerRuntime[] _listeners;
    private readonly LoopState[] _loops;
    private readonly Func<IReadOnlyList<EndPoint>> _bound;

    /// <param name="core">What all loops share.</param>
    /// <param name="listeners">In the order of their addresses.</param>
    /// <param name="bound">The addresses as bound; known before the first connection.</param>
    /// <param name="loops">How many there are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Seeds the loops.</param>
    public SessionFactory(
        BalancerCore core,
        ListenerRuntime[] listeners,
        Func<IReadOnlyList<EndPoint>> bound,
        int loops,
        TimeProvider time,
        SeededRandom random)
    {
        (_listeners, _bound) = (listeners, bound);
        _loops = [.. Enumerable.Range(0, loops).Select(i => new LoopState(core, i, time, random.NextUInt64()))];
    }

    public ISession Open(IConnection connection)
    {
        var loop = _loops[connection.LoopIndex];
        var listener = ListenerOf(connection.LocalEndPoint!);
        var relay = (IRelayConnection)connection;
        if (listener.Config.AcceptProxy)
            return new ProxyHeaderSession(relay, loop, listener.State.HeadMs, addressed => Make(addressed, loop, listener));
        return Make(relay, loop, listener);
    }

    /// <summary>Before the first connection: every request leaves a line.</summary>
    public void UseAccessLog(AccessLogWriter writer, AccessLogFormat format)
    {
        foreach (var loop in _loops)
            loop.AccessLog = new LoopAccessLog(writer.CreateBuffer(), format);
    }

    /// <summary>After the last connection.</summary>
    public void Dispose()
    {
        foreach (var loop in _loops)
            loop.Hedges.Dispose();
    }

    private static IRelaySession Make(IRelayConnection connection, LoopState loop, ListenerRuntime listener) =>
        listener.Config.Protocol == ListenerProtocol.Tcp
            ? new TcpSession(connection, loop, listener)
            : new HttpSession(connection, loop, listener);

    private ListenerRuntime ListenerOf(EndPoint local)
    {
        var bound = _bound();
        for (var i = 0; i < bound.Count; i++)
        {
            if (ReferenceEquals(bound[i], local))
                return _listeners[i];
        }

        throw new InvalidOperationException($"{local} is no listener");
    }
}
