namespace FromScratch.Group;

/// <content>Single figures, for those who ask often.</content>
public sealed partial class ReplicationGroup
{
    /// <summary>The last entry of this node's log; 0 before it belongs to a group.</summary>
    public ulong LastIndex => _log?.LastIndex ?? 0;

    /// <summary>The last entry on this node's disk.</summary>
    public ulong DurableIndex => _log?.DurableIndex ?? 0;

    /// <summary>What may be applied.</summary>
    public ulong CommittedIndex
    {
        get
        {
            lock (_gate)
                return _replica?.CommitIndex ?? 0;
        }
    }
}
