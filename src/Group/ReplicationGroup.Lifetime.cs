using FromScratch.Group.Links;
using FromScratch.Group.Snapshots;
using FromScratch.Replication;

namespace FromScratch.Group;

/// <content>Start and end.</content>
public sealed partial class ReplicationGroup
{
    private bool _isStarted;
    private bool _isDisposed;

    /// <summary>Starts the threads, listens and dials.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address to listen on cannot be had.</exception>
    public void Start()
    {
        if (_options.Listen is { } listen)
            _server = new PeerServer(_host, listen);
        _isStarted = true;
        _worker.Start();
        _news.Start();
        _receiver.Start();
        _log?.Start();
        UpdateLinks();
        _server?.Start();
        _ticker.Start();
    }

    /// <summary>A leader hands over to the member that is furthest, and waits for that at most one election timeout.</summary>
    public async Task StepDownAsync(CancellationToken cancellation = default)
    {
        if (!TryBeginHandover())
            return;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5), _time);
        var deadlineMs = NowMs + _options.Replica.ElectionTimeoutMs;
        while (NowMs < deadlineMs && Volatile.Read(ref _isLeading) && await timer.WaitForNextTickAsync(cancellation))
        {
            // The handover is under way.
        }
    }

    /// <summary>
    /// Hands over when it leads, closes all connections, and the log. The machine is not called any more when this returns.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_isStarted)
            await StepDownAsync();
        _isStopping = true;
        Volatile.Write(ref _leaseUntilMs, 0);
        _ticker.Dispose();
        foreach (var link in _linkArray)
            link.Stop();
        _server?.Dispose();
        foreach (var link in _linkArray)
            link.Dispose();
        SnapshotSender[] senders;
        lock (_gate)
            senders = [.. _senders.Values];
        foreach (var sender in senders)
            sender.Dispose();
        _receiver.Dispose();
        _worker.Dispose();
        _news.Dispose();
        LoseForwards(null);
        _log?.Dispose();
        foreach (var link in _linkArray)
            link.Shipper?.Dispose();
        _events.Close();
    }

    private bool TryBeginHandover()
    {
        if (Failure is not null)
            return false;
        bool isBegun;
        lock (_gate)
        {
            if (_replica is not { IsLeader: true } replica || _options.IsAlone)
                return false;
            var heir = _history!.Current.Members
                .Where(member => member.Role == Replication.Membership.MemberRole.Voter && _linksById.ContainsKey(member.Id))
                .MaxBy(member => replica.ProgressOf(member.Id)?.Match ?? 0);
            isBegun = heir is not null && replica.TryTransfer(heir.Id, NowMs);
            Collect();
        }

        Release();
        return isBegun;
    }
}
