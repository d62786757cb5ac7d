using FromScratch.Group.Driving;
using FromScratch.Group.Members;
using FromScratch.Log;
using FromScratch.Replication.Membership;

namespace FromScratch.Group;

/// <content>What is left to an operator when most voters are gone for good.</content>
public sealed partial class ReplicationGroup
{
    /// <summary>
    /// What <see cref="ForcePromote"/> may lose, in words for the operator; null = it would be refused.
    /// </summary>
    /// <param name="name">As there.</param>
    /// <param name="refusal">Why it would be refused; null = it would not.</param>
    public string? DescribeForcedLoss(string name, out string? refusal)
    {
        lock (_gate)
        {
            refusal = WhyNotForce(name);
            if (refusal is not null)
                return null;
            var replica = _replica!;
            var others = _history!.Current.Members.Where(member => member.Id != MemberId).Select(member =>
                $"{member.Name} ({(_inbound.ContainsKey(member.Id) ? "connected" : "not connected")})");
            return $"The log of '{_options.NodeName}' ends at entry {replica.LastIndex} of term {replica.LastTerm}, of which "
                + $"{replica.CommitIndex} are known to be committed. What was acknowledged and only these members have is lost: "
                + $"{string.Join(", ", others)}. They are no members any more; none of them must serve clients again before it has "
                + "begun with an empty directory.";
        }
    }

    /// <summary>
    /// Makes this node the only voter, with what its log holds. Only for a group that has lost its majority for good. Null = begun;
    /// else why not.
    /// </summary>
    /// <param name="name">This node's name: so that nobody promotes another one by mistake.</param>
    public string? ForcePromote(string name)
    {
        lock (_gate)
        {
            if (WhyNotForce(name) is { } why)
                return why;
            _isForcing = true;
        }

        _worker.Do(LeadByForce);
        return null;
    }

    private bool _isForcing;

    private string? WhyNotForce(string name)
    {
        if (_replica is not { } replica || _history is not { } history)
            return "this node belongs to no group yet";
        if (replica.LeaderId != 0)
            return "a leader is known: transfer the leadership instead";
        if (name != _options.NodeName)
            return $"this is node '{_options.NodeName}', not '{name}'";
        if (history.Current.Find(MemberId) is not { Role: MemberRole.Voter or MemberRole.Learner })
            return "this node does not hold the data";
        return replica.IsLogBusy || _isForcing ? "this node is busy with its log: try again" : null;
    }

    /// <summary>
    /// On the worker. The new configuration is an entry of a new term, on disk with that term before anything is said; whoever has the
    /// epoch before is not let in any more.
    /// </summary>
    private void LeadByForce()
    {
        ulong term;
        var log = _log!;
        lock (_gate)
        {
            _isForcing = false;
            // A leader may have come since the operator asked.
            if (WhyNotForce(_options.NodeName) is { } why)
            {
                GroupLog.NotForced(_logger, why);
                return;
            }

            term = _replica!.Term + 1;
            _replica = null;
        }

        var self = _history!.Current.Find(MemberId)! with { Role = MemberRole.Voter };
        var members = MemberList.Of(self);
        SaveMeta(meta => meta with { HardState = new Replication.HardState(term, MemberId), Epoch = (ushort)(meta.Epoch + 1) });
        if (log.TryAppend(term, GroupTags.Configuration, members.Encode(), out var index) != AppendResult.Appended)
            throw new IOException("the log has no room for the new configuration: make room and start again");
        log.Sync();
        GroupLog.Members(_logger, index, members.ToString());
        var newest = _machine.OpenSnapshot();
        var terms = new LogTerms(log, newest?.Index + 1 ?? 1);
        var (replica, history) = MakeReplica(log, newest, terms);
        if (newest is not null)
            _machine.SnapshotDone(newest);
        lock (_gate)
        {
            (_replica, _history) = (replica, history);
            replica.Applied(Math.Min(_applied, replica.CommitIndex));
            replica.Tick(NowMs);
            Collect();
        }

        ConnectAnew();
        Release();
    }
}
