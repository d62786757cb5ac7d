using FromScratch.LoadBalancer.Backends;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <content>Choosing a server, and another one when that came to nothing.</content>
internal sealed partial class Exchange
{
    private ulong _hash;
    private bool _hasHash;
    private Server? _sticky;
    private int _holdsRetry;

    /// <summary>In the line of those that wait for a server; 0 = it does not wait.</summary>
    private long _place;

    /// <summary>What the policies that hash are to hash, and the server that the client sticks to.</summary>
    public void Prefer(ulong hash, bool hasHash, Server? sticky) => (_hash, _hasHash, _sticky) = (hash, hasHash, sticky);

    /// <summary>Takes a server and sends what is kept; waits, or answers the client, where there is none.</summary>
    public void Try()
    {
        var result = Pick(out var server);
        if (result == PickResult.AllBusy)
            JoinLine();
        else
            Act(result, server);
    }

    /// <summary>The server cannot be reached, or the connection broke before anything of the response came.</summary>
    /// <param name="link">It is closed already.</param>
    /// <param name="kind">What happened.</param>
    public void Failed(ServerLink link, OutcomeKind kind)
    {
        if (_hedge is not null)
        {
            Lose(link, kind);
            return;
        }

        Detach(link);
        Report(kind, loop.NowUs);
        ReleaseServer();
        if (HasResponse)
        {
            LastServer!.Cells(loop.Index).ServerAborts++;
            client.Cut(kind == OutcomeKind.BadResponse ? EndReason.BadResponse : EndReason.ServerCut, _endsWithConnection);
            return;
        }

        // A connection that had been idle may have been closed while the request was on its way: nobody has seen the request then.
        var isStale = link.WasReused && !link.HasReceived && kind == OutcomeKind.Reset;
        // The budget bounds work that is done twice, and a server that refused the connection has done none.
        if (CanTryAgain(kind, isStale) && (isStale && !_isRetry || kind == OutcomeKind.ConnectFailed || StartRetry()))
        {
            _isRetry = true;
            Try();
            return;
        }

        Refuse(kind is OutcomeKind.ResponseTimeout or OutcomeKind.ConnectTimeout ? 504 : 502, ReasonOf(kind));
    }

    /// <summary>A response that is configured to be tried again; false when it has to be passed on.</summary>
    public bool TryInsteadOf(int status, ServerLink link)
    {
        if (!Backend!.Config.Retry.Statuses.Contains(status) || !CanTryAgain(OutcomeKind.BadResponse, isStale: false) || !StartRetry())
            return false;
        Detach(link);
        Report(OutcomeKind.Responded, loop.NowUs, status);
        ReleaseServer();
        link.Abandon();
        Try();
        return true;
    }

    /// <summary>Whether the place in the line is still this exchange's.</summary>
    public bool IsAt(long place) => _place == place;

    /// <summary>First in the line: tries again; false when there is still no room.</summary>
    public bool TryFromLine()
    {
        var result = Pick(out var server);
        if (result == PickResult.AllBusy)
            return false;
        _place = 0;
        Act(result, server);
        return true;
    }

    /// <summary>It has waited for too long.</summary>
    public void GiveUpWaiting()
    {
        LeaveLine(timedOut: true);
        Refuse(503, EndReason.QueueTimeout);
    }

    /// <summary>No response came in time.</summary>
    public void TimedOut()
    {
        if (Link is not { } link)
            return;
        link.Abandon();
        Failed(link, link.IsConnected ? OutcomeKind.ResponseTimeout : OutcomeKind.ConnectTimeout);
    }

    private PickResult Pick(out Server? server, bool onlyUntried = false)
    {
        var request = new PickRequest
        {
            Hash = _hash,
            HasHash = _hasHash,
            Sticky = _sticky,
            NowMs = loop.NowMs,
            Tried = _tried.AsSpan(0, Math.Min(_tries, TriesMax)),
            OnlyUntried = onlyUntried,
        };
        return Backend!.Pick(request, loop.Index, out server);
    }

    private void Act(PickResult result, Server? server)
    {
        if (result == PickResult.Picked)
            Start(server!);
        else
            Refuse(503, result == PickResult.BreakerOpen ? EndReason.BreakerOpen : EndReason.NoServer);
    }

    private void Start(Server server)
    {
        (Server, LastServer) = (server, server);
        if (_tries < TriesMax)
            _tried[_tries] = server;
        _tries++;
        _interim = 0;
        Times.PickedUs = loop.NowUs;
        var cells = server.Cells(loop.Index);
        if (_tries > 1)
        {
            cells.Retries++;
            cells.Redispatches += _tried[Math.Min(_tries, TriesMax) - 2] != server ? 1 : 0;
        }

        Link = TakeLink(server);
        if (Link is null)
        {
            NoLink();
            return;
        }

        StartHedgeTime();
        if (Link.IsConnected)
            SendFirst(Times.PickedUs);
        else
            client.Connecting();
    }

    /// <summary>No other loop had a connection for it after all: one is made.</summary>
    public void DialRefused()
    {
        if (Link is { IsRefused: true } link)
            DialFor(link);
        if (_hedge is { IsRefused: true } hedge)
            DialFor(hedge);
    }

    private void DialFor(ServerLink link)
    {
        if (!link.TryDial(client.Connection, Backend!.Config))
            Failed(link, OutcomeKind.ConnectFailed);
    }

    /// <summary>An idle connection, one of another loop, or a new one; null when not even an attempt can be made.</summary>
    private ServerLink? TakeLink(Server server)
    {
        var (pool, config) = (loop.PoolOf(server), Backend!.Config);
        pool.Follow(config);
        var link = pool.Take() ?? pool.Borrow(client.Connection, loop, config) ?? ServerLink.Dial(client.Connection, loop, pool, config);
        link?.Carry(this);
        return link;
    }

    private void SendFirst(long nowUs)
    {
        Times.ConnectedUs = nowUs;
        SendKept();
        client.Sent();
    }

    /// <summary>No descriptors, no route or no address: as if the connection had been refused.</summary>
    private void NoLink()
    {
        Report(OutcomeKind.ConnectFailed, loop.NowUs);
        ReleaseServer();
        if (CanTryAgain(OutcomeKind.ConnectFailed, isStale: false))
            Try();
        else
            Refuse(503, EndReason.ConnectFailed);
    }

    /// <summary>
    /// What the server cannot have seen may always be sent to another one; otherwise only a method that does no harm when it is repeated
    /// (RFC 9110 section 9.2.2).
    /// </summary>
    private bool CanTryAgain(OutcomeKind kind, bool isStale)
    {
        if (!_canReplay || HasResponse || _tries >= TriesMax || client.IsGone)
            return false;
        if (!isStale && _tries > Backend!.Config.Retry.RetriesMax)
            return false;
        return kind is OutcomeKind.ConnectFailed or OutcomeKind.ConnectTimeout || Method.IsIdempotent();
    }

    private bool StartRetry()
    {
        if (!Backend!.TryStartRetry())
            return false;
        _holdsRetry++;
        return true;
    }

    private void JoinLine()
    {
        _place = loop.LineOf(Backend!).TryJoin(this);
        if (_place == 0)
            Refuse(503, EndReason.QueueFull);
        else
            client.Queued();
    }

    private void LeaveLine(bool timedOut = false)
    {
        if (_place == 0)
            return;
        _place = 0;
        loop.LineOf(Backend!).GaveUp(timedOut);
    }

    private void Refuse(int status, EndReason reason)
    {
        Forget();
        client.Refuse(status, reason);
    }

    private void Report(OutcomeKind kind, long nowUs, int status = 0)
    {
        if (Server is not { } server || Backend is not { } backend)
            return;
        var outcome = new RequestOutcome
        {
            Kind = kind,
            Status = status != 0 ? status : client.Status,
            LatencyUs = Times.ResponseUs > 0 ? Times.ResponseUs - Times.PickedUs : nowUs - Times.PickedUs,
        };
        backend.Report(server, outcome, loop.Index, nowUs / 1000);
    }

    private void ReleaseServer()
    {
        if (Server is not { } server)
            return;
        var backend = Backend!;
        Server = null;
        while (_holdsRetry > 0)
            EndRetry();
        backend.Release(server);
        loop.RoomAt(backend);
    }

    private static EndReason ReasonOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.ConnectFailed => EndReason.ConnectFailed,
        OutcomeKind.ConnectTimeout => EndReason.ConnectTimeout,
        OutcomeKind.ResponseTimeout => EndReason.ResponseTimeout,
        OutcomeKind.BadResponse => EndReason.BadResponse,
        _ => EndReason.ServerCut,
    };
}
