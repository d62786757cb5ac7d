using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// Idle connections of one loop to one server. The one used last is used next: it is the least likely to have been closed by the server,
/// and those that are not needed grow old at the bottom.
/// </summary>
internal sealed class LinkPool(Server server, ServerCells cells, ServerAddress address)
{
    private ServerLink?[] _idle = new ServerLink?[8];
    private int _count;
    private ServerTlsConfig? _tls;

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
        cells.ConnectionsIdle = _count;
        return true;
    }

    public ServerLink? Take()
    {
        if (_count == 0)
            return null;
        var link = _idle[--_count];
        _idle[_count] = null;
        cells.ConnectionsIdle = _count;
        return link;
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
        cells.ConnectionsIdle = _count;
    }

    public void CloseAll()
    {
        while (Take() is { } link)
            link.Abandon();
    }
}
