using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// Idle connections of one loop to one server. The one used last is used next: it is the least likely to have been closed by the server,
/// and those that are not needed grow old at the bottom. A loop that has none takes one of another loop that has more than it needs.
/// </summary>
internal sealed class LinkPool(Server server, ServerCells cells, ServerAddress address, LinkPool?[] pools)
{
    /// <summary>
    /// A loop needs all of its idle connections when the one at the bottom was used as lately as that. Taking one then would only make
    /// it ask for another: a dial costs less than a connection that goes to and fro.
    /// </summary>
    private const int SurplusMs = 1000;

    private ServerLink?[] _idle = new ServerLink?[8];
    private int _count;
    private ServerTlsConfig? _tls;

    /// <summary>For other loops: the one that would be used next, and since when the one at the bottom has not been.</summary>
    private volatile ServerLink? _top;
    private long _unusedSinceMs;

    public Server Server => server;

    public ServerAddress Address => address;

    public int Count => _count;

    /// <summary>The server's counters on this loop.</summary>
    public ServerCells Cells => cells;

    /// <summary>Older idle connections are closed.</summary>
    public int IdleMs { get; private set; } = 30_000;

    /// <summary>A reload may have changed what idle connections have to be.</summary>
    public void Follow(BackendConfig config)
    {
        IdleMs = config.IdleConnectionMs;
        if (_tls == config.Tls)
            return;
        _tls = config.Tls;
        CloseAll();
    }

    /// <summary>False when enough are idle already.</summary>
    public bool TryAdd(ServerLink link, int idleMax)
    {
        if (_count >= idleMax)
            return false;
        if (_count == _idle.Length)
            Array.Resize(ref _idle, 2 * _count);
        _idle[_count++] = link;
        Changed();
        return true;
    }

    public ServerLink? Take()
    {
        if (_count == 0)
            return null;
        var link = _idle[--_count];
        _idle[_count] = null;
        Changed();
        return link;
    }

    /// <summary>Asks another loop for a connection; null when none has one to spare. What comes of it, the link is told.</summary>
    public ServerLink? Borrow(IRelayConnection client, LoopState loop, BackendConfig config)
    {
        if (!client.CanGive || config.SendProxy != ProxyVersion.None)
            return null;
        for (var i = 1; i < pools.Length; i++)
        {
            var other = Volatile.Read(ref pools[(loop.Index + i) % pools.Length]);
            if (other?._top is not { } top || loop.NowMs - Volatile.Read(ref other._unusedSinceMs) < SurplusMs)
                continue;
            var link = ServerLink.Borrowing(loop, this, config);
            if (top.TryAsk(new Loan(link, client, config.Tls)))
                return link;
        }

        return null;
    }

    /// <summary>It is closed or will be.</summary>
    public void Remove(ServerLink link)
    {
        var index = Array.LastIndexOf(_idle, link, Math.Max(0, _count - 1), _count);
        if (index < 0)
            return;
        _count--;
        Array.Copy(_idle, index + 1, _idle, index, _count - index);
        _idle[_count] = null;
        Changed();
    }

    private void Changed()
    {
        cells.ConnectionsIdle = _count;
        Volatile.Write(ref _unusedSinceMs, _count > 0 ? _idle[0]!.IdleSinceMs : long.MaxValue);
        _top = _count > 0 ? _idle[_count - 1] : null;
    }

    public void CloseAll()
    {
        while (Take() is { } link)
            link.Abandon();
    }
}
