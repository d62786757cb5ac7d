using FromScratch.Group.Meta;
using FromScratch.Log.Files;

namespace FromScratch.Group;

/// <content>Single figures, for those who ask often.</content>
public sealed partial class ReplicationGroup
{
    private string? _clientAddress;

    /// <summary>Whose directory it is; null = nobody's yet.</summary>
    /// <exception cref="IOException">The meta file is damaged.</exception>
    public static UInt128? ReadClusterId(ILogDirectory directory) => new MetaFile(directory).Read()?.ClusterId;

    /// <summary>
    /// host:port where this node's clients connect. Where it is known late, as with a port that the system picks, members that are
    /// connected by
    /// then hear of it when they connect anew.
    /// </summary>
    public string ClientAddress
    {
        get => Volatile.Read(ref _clientAddress) ?? _options.ClientAddress;
        set => Volatile.Write(ref _clientAddress, value);
    }

    /// <summary>The last entry of this node's log; 0 before it belongs to a group.</summary>
    public ulong LastIndex => _log?.LastIndex ?? 0;

    /// <summary>The last entry on this node's disk.</summary>
    public ulong DurableIndex => _log?.DurableIndex ?? 0;

    /// <summary>What may be applied: committed, and written here.</summary>
    public ulong CommittedIndex
    {
        get
        {
            lock (_gate)
                return _replica is { } replica ? Math.Min(replica.CommitIndex, _log!.WrittenIndex) : 0;
        }
    }
}
