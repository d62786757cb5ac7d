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
    private readonly ManualResetEventSlim _isBound = new();
    private IReadOnlyList<EndPoint> _bound = [];

    public SessionFactory(BalancerCore core, ListenerRuntime[] listeners, int loops, TimeProvider time, SeededRandom random)
    {
        _listeners = listeners;
        _loops = [.. Enumerable.Range(0, loops).Select(i => new LoopState(core, i, time, random.NextUInt64()))];
    }

    public void Bound(IReadOnlyList<EndPoint> addresses)
    {
        _bound = addresses;
        _isBound.Set();
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

    public int QueuedAt(Backend backend) => _loops.Sum(loop => loop.QueuedAt(backend));

    public void Dispose() => _isBound.Dispose();

    private static IRelaySession Make(IRelayConnection connection, LoopState loop, ListenerRuntime listener) =>
        listener.Config.Protocol == ListenerProtocol.Tcp
            ? new TcpSession(connection, loop, listener)
            : new HttpSession(connection, loop, listener);

    private ListenerRuntime ListenerOf(EndPoint local)
    {
        // The first clients may come before the server has been told its addresses.
        _isBound.Wait();
        for (var i = 0; i < _bound.Count; i++)
        {
            if (ReferenceEquals(_bound[i], local))
                return _listeners[i];
        }

        throw new InvalidOperationException($"{local} is no listener");
    }
}
