using FromScratch.Core;
using FromScratch.Replication;
using FromScratch.Replication.Membership;

namespace FromScratch.Simulation.Model;

/// <summary>One node's log, hard state and snapshot: what is there, and how much of it a crash leaves.</summary>
internal sealed class SimDisk : ITermSource
{
    private readonly List<SimEntry> _entries = [];

    public SimDisk(Configuration first) => First = new PlacedConfiguration(0, first);

    public PlacedConfiguration First { get; }

    /// <summary>On disk.</summary>
    public HardState Hard { get; set; }

    /// <summary>On disk.</summary>
    public SimSnapshot? Snapshot { get; set; }

    /// <summary>The log begins here.</summary>
    public ulong FirstIndex { get; private set; } = 1;

    public ulong LastIndex => FirstIndex + (ulong)_entries.Count - 1;

    /// <summary>A crash leaves at least this.</summary>
    public ulong DurableIndex { get; set; }

    public ulong LastTerm => LastIndex >= FirstIndex ? _entries[^1].Term : Snapshot?.Term ?? 0;

    public SimEntry this[ulong index] => _entries[(int)(index - FirstIndex)];

    public bool Has(ulong index) => index >= FirstIndex && index <= LastIndex;

    public ulong? TermAt(ulong index) => Has(index) ? this[index].Term : null;

    public void Append(in SimEntry entry) => _entries.Add(entry);

    public void Truncate(ulong lastKept)
    {
        var keep = (int)(lastKept + 1 - FirstIndex);
        _entries.RemoveRange(keep, _entries.Count - keep);
        DurableIndex = Math.Min(DurableIndex, lastKept);
    }

    /// <summary>Drops entries from the front; the snapshot has them.</summary>
    public void TruncatePrefix(ulong firstKept)
    {
        if (firstKept <= FirstIndex)
            return;
        _entries.RemoveRange(0, (int)(firstKept - FirstIndex));
        FirstIndex = firstKept;
    }

    /// <summary>The log goes on behind the snapshot, empty.</summary>
    public void Restart(SimSnapshot snapshot)
    {
        Snapshot = snapshot;
        _entries.Clear();
        FirstIndex = snapshot.Index + 1;
        DurableIndex = snapshot.Index;
    }

    /// <summary>Some of what was not synced may have reached the disk all the same: a prefix of it.</summary>
    public void Crash(SeededRandom random)
    {
        var unsynced = (int)(LastIndex - DurableIndex);
        if (unsynced <= 0)
            return;
        var kept = DurableIndex + (ulong)random.NextInt32(unsynced + 1);
        Truncate(kept);
        DurableIndex = kept;
    }

    public StartState Start()
    {
        var configurations = new List<PlacedConfiguration> { Snapshot?.Configuration ?? First };
        var from = Math.Max(FirstIndex, (Snapshot?.Index ?? 0) + 1);
        for (var index = from; index <= LastIndex; index++)
        {
            if (this[index].Configuration is { } configuration)
                configurations.Add(new PlacedConfiguration(index, configuration));
        }

        return new StartState
        {
            HardState = Hard,
            SnapshotIndex = Snapshot?.Index ?? 0,
            SnapshotTerm = Snapshot?.Term ?? 0,
            LastIndex = LastIndex,
            LastTerm = LastTerm,
            Configurations = configurations,
        };
    }
}
