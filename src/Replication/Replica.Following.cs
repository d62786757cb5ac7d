using FromScratch.Replication.Membership;
using FromScratch.Replication.Messages;

namespace FromScratch.Replication;

/// <content>What a follower does with its leader's messages: rules 10 to 12.</content>
public sealed partial class Replica
{
    /// <summary>The highest commit index that any leader has told.</summary>
    private ulong _leaderCommit;

    /// <summary>Up to here this log is known to be the same as the present leader's.</summary>
    private ulong _agreedIndex;

    /// <summary>What the present leader has been told is on this disk.</summary>
    private ulong _acknowledgedTo;

    /// <summary>The append whose entries the caller is putting into the log.</summary>
    private Message _pendingAppend;

    /// <summary>The log is being cut or replaced: nothing else may change it.</summary>
    public bool IsLogBusy { get; private set; }

    /// <summary>On this member's clock: its commit index was the group's own at this time or later. Far in the past when unknown.</summary>
    public long CommitKnownAtMs { get; private set; } = long.MinValue / 2;

    /// <summary>What was known then: a read that may be so old needs it applied.</summary>
    public ulong CommitKnownIndex { get; private set; }

    /// <summary>After <see cref="LogChangeKind.Append"/>: the log ends here now, with as many of the entries as it could take.</summary>
    public void Appended(ulong lastIndex, ulong lastTerm)
    {
        var before = LastIndex;
        _terms.Append(lastIndex, lastTerm);
        if (_pendingAppend.Configurations is { } configurations)
        {
            foreach (var placed in configurations)
            {
                if (placed.Index > before && placed.Index <= lastIndex)
                    AddConfiguration(placed);
            }
        }

        Agree(Math.Min(lastIndex, _pendingAppend.Index + (ulong)_pendingAppend.EntryCount));
        _pendingAppend = default;
        if (Skips(ReplicaFaults.AcknowledgeUndurable))
            Acknowledge();
    }

    /// <summary>After <see cref="LogChangeKind.Truncate"/>, with the log cut on disk.</summary>
    public void Truncated(ulong lastKept)
    {
        _terms.Truncate(lastKept);
        DurableIndex = Math.Min(DurableIndex, lastKept);
        IsLogBusy = false;
        RollBackConfigurations(lastKept);
        if (!IsLeader && LeaderId != 0)
            RejectAppend(_pendingAppend.Index, lastKept);
        _pendingAppend = default;
    }

    /// <summary>
    /// Part of a long message has come. Its sender lives, and its heartbeats stand behind that message: if it leads, nobody else is wanted.
    /// Nothing is answered, so no lease of its gets longer.
    /// </summary>
    public void HearPart(ulong from, long nowMs)
    {
        Observe(nowMs);
        if (Role == ReplicaRole.Follower && LeaderId == from)
            HearLeader(from);
    }

    private LogChange TakeAppend(in Message append)
    {
        HearLeader(append.From);
        if (IsLogBusy)
            return default;
        _leaderCommit = Math.Max(_leaderCommit, append.Commit);
        var end = append.Index + (ulong)append.EntryCount;
        if (append.Index > CommitIndex && _terms.At(append.Index) != append.LogTerm && !IsPreviousSkipped(append))
        {
            RejectAppend(append.Index, Math.Min(append.Index, LastIndex), append.LogTerm);
            return default;
        }

        // What is committed here is the same everywhere, even where this log no longer has it.
        var first = FindFirstNew(append, Math.Max(append.Index, Math.Min(CommitIndex, end)), end);
        if (first > end)
        {
            Agree(end);
            Acknowledge(end, isAsked: true);
            return default;
        }

        if (first <= CommitIndex)
            throw new ReplicaBrokenException($"entry {first} is committed, and the leader of term {append.Term} has another one");
        _pendingAppend = append;
        if (first > LastIndex)
            return new LogChange(LogChangeKind.Append, first);
        IsLogBusy = true;
        return new LogChange(LogChangeKind.Truncate, first - 1);
    }

    private bool IsPreviousSkipped(in Message append) => Skips(ReplicaFaults.NoPreviousCheck) && append.Index <= LastIndex;

    /// <summary>The first entry that this log does not have, or has differently; behind the last when there is none.</summary>
    private ulong FindFirstNew(in Message append, ulong agreed, ulong end)
    {
        var index = agreed + 1;
        while (index <= end && index <= LastIndex && _terms.At(index) == append.EntryTerm)
            index++;
        return index;
    }

    private void TakeHeartbeat(in Message heartbeat)
    {
        HearLeader(heartbeat.From);
        _leaderCommit = Math.Max(_leaderCommit, heartbeat.Commit);
        AdvanceCommit();
        NoteCommitTime(heartbeat);
        Send(new Message
        {
            Kind = MessageKind.HeartbeatResponse,
            To = heartbeat.From,
            Round = heartbeat.Round,
            Index = _agreedIndex,
            Commit = heartbeat.Index,
            Hint = Math.Min(DurableIndex, _agreedIndex),
            LogTerm = (ulong)_nowMs,
        });
    }

    /// <summary>
    /// The leader has seen an answer that left here at the echoed time, and a quorum confirmed it so long before: its commit index
    /// was the group's then, or later.
    /// </summary>
    private void NoteCommitTime(in Message heartbeat)
    {
        // A time from a former life of this member, on a clock that began anew, says nothing.
        var echoMs = (long)heartbeat.LogTerm;
        if (echoMs < _startMs || echoMs > _nowMs || heartbeat.Hint >= int.MaxValue)
            return;
        var knownAtMs = echoMs - (long)heartbeat.Hint;
        if (knownAtMs <= CommitKnownAtMs)
            return;
        CommitKnownAtMs = knownAtMs;
        CommitKnownIndex = Math.Max(CommitKnownIndex, heartbeat.Commit);
    }

    private void HearLeader(ulong leader)
    {
        if (Role != ReplicaRole.Follower || LeaderId != leader)
        {
            if (IsLeader)
                throw new ReplicaBrokenException($"member {leader:x16} leads in term {Term} too");
            Follow(Term, leader);
        }

        _leaderHeardMs = _nowMs;
        DrawElectionDeadline();
    }

    private void Agree(ulong index)
    {
        _agreedIndex = Math.Max(_agreedIndex, index);
        AdvanceCommit();
    }

    private void AdvanceCommit()
    {
        var vouched = Skips(ReplicaFaults.CommitUnvouched) ? LastIndex : _agreedIndex;
        var commit = Math.Min(_leaderCommit, vouched);
        if (commit <= CommitIndex)
            return;
        CommitIndex = commit;
        ConfigurationCommitted();
    }

    /// <summary>Entries have reached the disk.</summary>
    private void Acknowledge()
    {
        if (LeaderId != 0)
            Acknowledge(_agreedIndex, isAsked: false);
    }

    /// <param name="vouched">Up to here the logs agree.</param>
    /// <param name="isAsked">An answer is owed, news or not.</param>
    private void Acknowledge(ulong vouched, bool isAsked)
    {
        var durable = Skips(ReplicaFaults.AcknowledgeUndurable) ? _agreedIndex : Math.Min(DurableIndex, _agreedIndex);
        if (!isAsked && durable <= _acknowledgedTo)
            return;
        _acknowledgedTo = Math.Max(_acknowledgedTo, durable);
        Send(new Message { Kind = MessageKind.AppendResponse, To = LeaderId, Index = durable, Hint = vouched });
    }

    /// <summary>Rule 11.</summary>
    private void RejectAppend(ulong refused, ulong mayAgree, ulong termMax = ulong.MaxValue)
    {
        var hint = _terms.LastWithTermAtMost(mayAgree, termMax, Math.Min(CommitIndex, mayAgree));
        Send(new Message
        {
            Kind = MessageKind.AppendResponse,
            To = LeaderId,
            Rejected = true,
            Index = refused,
            Hint = hint,
            LogTerm = _terms.At(hint) ?? 0,
        });
    }
}
