using System.Buffers;
using FromScratch.LoadBalancer.Backends;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// One request on its way: from the choice of a server to the end of the response, over several servers when that is allowed. Belongs to
/// one client connection and is used again for its next request.
/// </summary>
internal sealed partial class Exchange(HttpSession client, LoopState loop)
{
    /// <summary>What can be sent again is kept up to here; a request with more is sent once.</summary>
    private const int ReplayBytesMax = 32 * 1024;
    private const int TriesMax = 8;

    private readonly Server?[] _tried = new Server?[TriesMax];
    private byte[]? _kept;
    private int _keptLength;
    private bool _canReplay;
    private int _tries;
    private bool _isRetry;
    private bool _isBodySent;

    public LoopState Loop => loop;

    public HttpSession Client => client;

    public KnownMethod Method { get; private set; }

    public ListenerState Listener { get; private set; } = null!;

    public RouteState? Route { get; private set; }

    public Backend? Backend { get; private set; }

    public Server? Server { get; private set; }

    public ServerLink? Link { get; private set; }

    /// <summary>The head of the final response is on its way to the client: from here on nothing can be tried again.</summary>
    public bool HasResponse { get; private set; }

    public bool IsUpgrade { get; private set; }

    /// <summary>Of this request, or the one that has just ended; for the log.</summary>
    public RouteState? LastRoute { get; private set; }

    public Backend? LastBackend { get; private set; }

    public Server? LastServer { get; private set; }

    /// <summary>How many tries after the first.</summary>
    public int Retries => Math.Max(0, _tries - 1);

    public ExchangeTimes Times;

    /// <summary>Waits for room at a server.</summary>
    public bool IsQueued => _place != 0;

    /// <summary>Everything the client has sent is with the server, as far as it will be sent.</summary>
    public bool IsBodySent => _isBodySent;

    /// <summary>Starts with the head in the loop's scratch buffer, which is taken over.</summary>
    public void Begin(ListenerState listener, RouteState route, Backend backend, HttpRequestHead head)
    {
        (Listener, Route, Backend) = (listener, route, backend);
        (LastRoute, LastBackend) = (route, backend);
        IsUpgrade = head.IsUpgrade;
        _isBodySent = !head.HasBody;
        _canReplay = true;
        Keep(loop.Scratch.Written);
        loop.Scratch.Clear();
    }

    /// <summary>A new request that may be answered before it comes this far.</summary>
    public void Reset(KnownMethod method)
    {
        Method = method;
        HasResponse = false;
        (_tries, _isRetry) = (0, false);
        (LastRoute, LastBackend, LastServer) = (null, null, null);
    }

    /// <summary>More of the request's body.</summary>
    public void Body(ReadOnlySpan<byte> bytes, bool isLast)
    {
        _isBodySent = isLast;
        if (_canReplay && !bytes.IsEmpty)
            Keep(bytes);
        if (Link is { } link && !bytes.IsEmpty)
        {
            Server!.Cells(loop.Index).BytesIn += bytes.Length;
            link.Send(bytes);
        }

        if (isLast && Times.SentUs == 0)
            Times.SentUs = loop.NowUs;
    }

    /// <summary>Whether more of the body may be taken from the client.</summary>
    public bool TakesBody => Link is { } link ? !link.IsOutputFull : _canReplay && _keptLength < ReplayBytesMax;

    /// <summary>The client is gone, or was given up: whoever works for it stops.</summary>
    public void Cancel()
    {
        LeaveLine();
        if (Link is { } link)
        {
            Detach(link);
            link.Abandon();
        }

        ReleaseServer();
        Forget();
    }

    /// <summary>The response has come to its end.</summary>
    public void Complete(ServerLink link, bool isReusable)
    {
        Detach(link);
        // One that was opened in a client's name serves no other.
        if (isReusable && _isBodySent && Backend!.Config.SendProxy == Configuration.ProxyHeader.None)
            link.Idle(Backend.Config.IdleConnectionsMax);
        else
            link.Abandon();
        Report(OutcomeKind.Responded, loop.NowUs);
        ReleaseServer();
        Forget();
        client.Completed();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_keptLength + bytes.Length > ReplayBytesMax && _tries > 0)
        {
            _canReplay = false;
            return;
        }

        if (_kept is null || _kept.Length - _keptLength < bytes.Length)
            GrowKept(bytes.Length);
        bytes.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += bytes.Length;
    }

    private void GrowKept(int count)
    {
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(1024, Math.Max(_keptLength + count, 2 * _keptLength)));
        _kept.AsSpan(0, _keptLength).CopyTo(grown);
        if (_kept is not null)
            ArrayPool<byte>.Shared.Return(_kept);
        _kept = grown;
    }

    /// <summary>Small buffers stay with the connection, large ones go back.</summary>
    private void Forget()
    {
        _keptLength = 0;
        if (_kept is { Length: > 4096 })
        {
            ArrayPool<byte>.Shared.Return(_kept);
            _kept = null;
        }

        Array.Clear(_tried);
        (Route, Backend) = (null, null);
    }

    /// <summary>After the last request of a connection.</summary>
    public void Dispose()
    {
        if (_kept is not null)
            ArrayPool<byte>.Shared.Return(_kept);
        _kept = null;
    }

    private void Detach(ServerLink link)
    {
        link.Exchange = null;
        Link = null;
    }
}

/// <summary>Monotonic microseconds of the steps of a request; 0 = not reached.</summary>
internal struct ExchangeTimes
{
    /// <summary>Its first byte.</summary>
    public long BeginUs;

    /// <summary>The end of its head.</summary>
    public long HeadUs;

    /// <summary>A server was chosen.</summary>
    public long PickedUs;

    /// <summary>There was a connection.</summary>
    public long ConnectedUs;

    /// <summary>All was sent.</summary>
    public long SentUs;

    /// <summary>The response's head came.</summary>
    public long ResponseUs;
}
