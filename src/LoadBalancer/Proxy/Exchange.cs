using System.Buffers;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// One request on its way: from the choice of a server to the end of the response, over several servers when that is allowed. Belongs to
/// one client connection and is used again for its next request.
/// </summary>
internal sealed partial class Exchange(HttpSession client, LoopState loop) : IWaiter
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

    /// <summary>The client has sent the whole request.</summary>
    private bool _isWhole;

    /// <summary>
    /// What is kept has left for the server. Before there is a connection nothing does: an attempt that is given up must not have put a
    /// request on its way that is then sent to another server too.
    /// </summary>
    private bool _isSending;

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

    /// <summary>The client has asked for another protocol, and only then may a server switch to one.</summary>
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

    /// <summary>Starts with the head in the loop's scratch buffer, which is taken over.</summary>
    public void Begin(ListenerState listener, RouteState route, Backend backend, HttpRequestHead head)
    {
        (Listener, Route, Backend) = (listener, route, backend);
        (LastRoute, LastBackend) = (route, backend);
        _isWhole = !head.HasBody;
        _canReplay = true;
        IsUpgrade = head.IsUpgrade;
        _mayHedge = backend.Config.Retry.HedgeAfterMs > 0 && head.KnownMethod.IsIdempotent() && !IsUpgrade;
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
        _isWhole = isLast;
        if (_canReplay && !bytes.IsEmpty)
            Keep(bytes);
        if (_isSending)
            SendOn(bytes);
        if (isLast && _canReplay)
            StartHedgeTime();
    }

    /// <summary>Whether more of the body may be taken from the client.</summary>
    public bool TakesBody => _isSending ? !Link!.IsOutputFull : _keptLength < ReplayBytesMax;

    /// <summary>The server takes what the client sends: its time limit is the client's matter.</summary>
    public bool IsSending => _isSending;

    /// <summary>The client is gone, or was given up: whoever works for it stops.</summary>
    public void Cancel()
    {
        LeaveLine();
        if (_hedge is not null)
            DropHedge(kind: null);
        if (Link is { } link)
        {
            Detach(link);
            link.Abandon();
            // A tunnel has no other end than one of its sides going.
            if (!HasResponse || client.Status != 101)
                Server!.Cells(loop.Index).ClientAborts++;
        }

        ReleaseServer();
        Forget();
    }

    /// <summary>The response has come to its end.</summary>
    public void Complete(ServerLink link, bool isReusable)
    {
        Detach(link);
        // One that was opened in a client's name serves no other.
        if (isReusable && _isWhole && Backend!.Config.SendProxy == ProxyVersion.None)
            link.Idle(Backend.Config);
        else
            link.Abandon();
        var now = loop.NowUs;
        var cells = Server!.Cells(loop.Index);
        cells.Queue.Add(Times.PickedUs - Times.HeadUs);
        cells.Total.Add(now - Times.BeginUs);
        Report(OutcomeKind.Responded, now);
        ReleaseServer();
        Forget();
        client.Completed();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_keptLength + bytes.Length > ReplayBytesMax && _isSending)
        {
            _canReplay = false;
            return;
        }

        if (_kept is null || _kept.Length - _keptLength < bytes.Length)
            GrowKept(bytes.Length);
        bytes.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += bytes.Length;
    }

    /// <summary>There is a connection: what is kept goes, and what comes from now on.</summary>
    private void SendKept()
    {
        _isSending = true;
        SendOn(_kept.AsSpan(0, _keptLength));
    }

    private void SendOn(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        Server!.Cells(loop.Index).BytesIn += bytes.Length;
        Link!.Send(bytes);
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

        _hedgePlace = 0;
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
        _isSending = false;
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

    /// <summary>The response's head came.</summary>
    public long ResponseUs;
}
