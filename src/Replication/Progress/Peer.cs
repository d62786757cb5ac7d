namespace FromScratch.Replication.Progress;

/// <summary>A leader's account of one other member.</summary>
internal sealed class Peer(ulong id)
{
    private readonly Queue<(ulong Last, long Bytes)> _inFlight = new();

    public ulong Id { get; } = id;

    public PeerState State { get; private set; }

    /// <summary>Everything up to here agrees and is on its disk.</summary>
    public ulong Match { get; private set; }

    /// <summary>The entry that is shipped next; always behind <see cref="Match"/>.</summary>
    public ulong Next { get; private set; } = 1;

    public long InFlightBytes { get; private set; }

    public int InFlightMessages => _inFlight.Count;

    /// <summary>A probe is under way: the next one comes with the next answer.</summary>
    public bool IsProbeOut { get; set; }

    /// <summary>Since it was last probed it has acknowledged something: from then on more than one append may be under way.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Its snapshot is being sent.</summary>
    public bool IsSnapshotOut { get; private set; }

    public ulong SnapshotIndex { get; private set; }

    public long LastAnswerMs { get; set; }

    /// <summary>The highest heartbeat round that it has answered, and when that was sent.</summary>
    public ulong AnsweredRound { get; private set; }

    public long AnsweredRoundSentMs { get; private set; } = long.MinValue;

    /// <summary>Its own clock, as it told last; goes back with the next heartbeat.</summary>
    public ulong ClockEcho { get; set; }

    public PeerProgress Progress => new(State, Match, Next, InFlightBytes, LastAnswerMs);

    public void Reset(ulong lastIndex, long nowMs)
    {
        Match = 0;
        LastAnswerMs = nowMs;
        (AnsweredRound, AnsweredRoundSentMs, ClockEcho) = (0, long.MinValue, 0);
        Probe(lastIndex + 1);
    }

    public void Probe(ulong next)
    {
        State = PeerState.Probe;
        Next = Math.Max(next, Match + 1);
        (IsProbeOut, IsProven, IsSnapshotOut) = (false, false, false);
        Forget();
    }

    public void Replicate()
    {
        State = PeerState.Replicate;
        IsSnapshotOut = false;
    }

    public void NeedSnapshot()
    {
        State = PeerState.Snapshot;
        IsSnapshotOut = false;
        Forget();
    }

    public void SendingSnapshot(ulong index) => (IsSnapshotOut, SnapshotIndex) = (true, index);

    public void Shipped(ulong last, long bytes)
    {
        if (State == PeerState.Probe || last < Next)
        {
            IsProbeOut = true;
            return;
        }

        Next = last + 1;
        InFlightBytes += bytes;
        _inFlight.Enqueue((last, bytes));
    }

    /// <summary>True when it has more than was known.</summary>
    public bool Acknowledge(ulong index)
    {
        while (_inFlight.TryPeek(out var oldest) && oldest.Last <= index)
            InFlightBytes -= _inFlight.Dequeue().Bytes;
        if (index <= Match)
            return false;
        Match = index;
        Next = Math.Max(Next, index + 1);
        IsProven |= State == PeerState.Replicate;
        return true;
    }

    public void AnswerRound(ulong round, long sentMs)
    {
        if (round > AnsweredRound)
            (AnsweredRound, AnsweredRoundSentMs) = (round, sentMs);
    }

    private void Forget()
    {
        _inFlight.Clear();
        InFlightBytes = 0;
    }
}
