using FromScratch.Transport.Connections;
using FromScratch.Transport.Listening;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Epoll;

/// <summary>The Linux driver: loops, and the listeners that feed them.</summary>
internal sealed class EpollDriver : ITransportDriver
{
    private readonly EpollLoop[] _loops;
    private readonly EpollAcceptor _acceptor;

    public EpollDriver(ServerContext context)
    {
        _loops = [.. Enumerable.Range(0, context.Options.LoopCount).Select(i => new EpollLoop(context, i))];
        foreach (var loop in _loops)
            loop.Siblings = _loops;
        _acceptor = new EpollAcceptor(_loops[0], _loops);
    }

    public void Start()
    {
        foreach (var loop in _loops)
            loop.Start(loop.Index == 0 ? _acceptor : null);
    }

    public void Listen(BoundListener listener) => _acceptor.Add(listener);

    public void StopListening(BoundListener listener) => _acceptor.Remove(listener);

    public void Tick()
    {
        foreach (var loop in _loops)
            loop.Tick();
    }

    public void Drain()
    {
        foreach (var loop in _loops)
            loop.Drain();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in _loops)
            loop.Stop();
        await Task.WhenAll(_loops.Select(l => l.Ended));
        foreach (var loop in _loops)
            loop.Dispose();
    }

    public IEnumerable<ConnectionInfo> Connections() =>
        _loops.SelectMany(l => l.Slots.Snapshot()).Select(c => c.Describe()).OfType<ConnectionInfo>();
}
