using FromScratch.LoadBalancer.Backends;

namespace FromScratch.LoadBalancer.Proxy;

/// <content>
/// A second server is asked when the first takes long, where repeating does no harm; the response that begins first is passed on, and
/// the other server is let go.
/// </content>
internal sealed partial class Exchange
{
    private bool _mayHedge;

    /// <summary>In the line of those whose time runs; 0 = none.</summary>
    private long _hedgePlace;
    private ServerLink? _hedge;
    private Server? _hedgeServer;
    private long _hedgePickedUs;

    /// <summary>Whether the place in the line is still this exchange's.</summary>
    public bool IsHedgedAt(long place) => _hedgePlace == place;

    /// <summary>The time is over without a response.</summary>
    public void Hedge()
    {
        _hedgePlace = 0;
        if (Link is null || HasResponse || client.IsGone || _tries >= TriesMax || !StartRetry())
            return;
        if (Pick(out var server, onlyUntried: true) != PickResult.Picked)
        {
            EndRetry();
            return;
        }

        (_hedgeServer, _hedgePickedUs) = (server!, loop.NowUs);
        _tried[_tries++] = server;
        server!.Cells(loop.Index).Hedges++;
        _hedge = TakeLink(server);
        if (_hedge is null)
            DropHedge(OutcomeKind.ConnectFailed);
        else if (_hedge.IsConnected)
            SendHedge();
    }

    /// <summary>
    /// Whether this link's response is to be passed on: the first of two that begins, unless its status is one that is tried again.
    /// </summary>
    public bool Takes(ServerLink link, int status)
    {
        if (_hedge is null)
            return true;
        if (Backend!.Config.Retry.Statuses.Contains(status))
        {
            Lose(link, OutcomeKind.Responded, status);
            return false;
        }

        if (link == _hedge)
            _hedgeServer!.Cells(loop.Index).HedgesWon++;
        Lose(link == Link ? _hedge : Link!, kind: null);
        return true;
    }

    /// <summary>All of the request is here and has its first server: its time runs. Who sticks to a server waits for that one.</summary>
    private void StartHedgeTime()
    {
        if (_mayHedge && _isWhole && _tries == 1 && Server is not null && _sticky is null)
            _hedgePlace = loop.Hedges.TryJoin(this, Backend!.Config.Retry.HedgeAfterMs, loop.NowMs);
    }

    private void SendHedge()
    {
        _hedgeServer!.Cells(loop.Index).BytesIn += _keptLength;
        _hedge!.Send(_kept.AsSpan(0, _keptLength));
    }

    /// <summary>One of two servers is let go; what it has done is judged where there is something to judge.</summary>
    private void Lose(ServerLink link, OutcomeKind? kind, int status = 0)
    {
        if (link == Link)
            ChangePlaces();
        DropHedge(kind, status);
    }

    /// <summary>The second server is the one that counts from now on.</summary>
    private void ChangePlaces()
    {
        (Link, _hedge) = (_hedge, Link);
        (Server, _hedgeServer) = (_hedgeServer, Server);
        (Times.PickedUs, _hedgePickedUs) = (_hedgePickedUs, Times.PickedUs);
        LastServer = Server;
        _isSending = Link!.IsConnected;
        if (_isSending)
            client.Sent();
        else
            client.Connecting();
    }

    private void DropHedge(OutcomeKind? kind, int status = 0)
    {
        var (link, server) = (_hedge, _hedgeServer!);
        (_hedge, _hedgeServer) = (null, null);
        if (kind is { } known)
        {
            var outcome = new RequestOutcome { Kind = known, Status = status, LatencyUs = loop.NowUs - _hedgePickedUs };
            Backend!.Report(server, outcome, loop.Index, loop.NowMs);
        }

        EndRetry();
        Backend!.Release(server);
        loop.RoomAt(Backend);
        if (link is null)
            return;
        link.Exchange = null;
        link.Abandon();
    }

    private void EndRetry()
    {
        if (_holdsRetry == 0)
            return;
        _holdsRetry--;
        Backend!.EndRetry();
    }
}
