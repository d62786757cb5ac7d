using FromScratch.Group;
using FromScratch.Log;
using FromScratch.Log.Files;

namespace FromScratch.KeyValue.Store;

/// <content>What others read: the log behind what is applied, and the newest snapshot.</content>
public sealed partial class KeyValueStore
{
    private readonly AbortedTransactions _aborted = new();

    /// <summary>Under the gate, when something was applied.</summary>
    public Action? Advanced { get; set; }

    /// <summary>Under no lock too.</summary>
    internal ulong AppliedIndex => Volatile.Read(ref _appliedIndex);

    /// <summary>What became of transactions is known from here on.</summary>
    internal ulong FirstDecidedIndex
    {
        get
        {
            using (EnterGate())
                return _aborted.FirstIndex;
        }
    }

    /// <summary>Entries from that one on, beside the writer.</summary>
    internal LogCursor ReadLog(ulong from) => _group!.ReadLog(from);

    /// <summary>Whether a conditional entry was aborted; null = that is not known any more. Under no lock.</summary>
    internal bool? WasAborted(ulong index)
    {
        using (EnterGate())
            return _aborted.Contains(index);
    }

    /// <summary>The newest snapshot; it stays until <see cref="TakeBack"/>. Null = there is none.</summary>
    internal GroupSnapshot? LendSnapshot(out ILogFile? file)
    {
        file = null;
        if (OpenSnapshot() is not { } snapshot)
            return null;
        try
        {
            file = _directory.Open(snapshot.FileName);
            return snapshot;
        }
        catch
        {
            SnapshotDone(snapshot);
            throw;
        }
    }

    /// <summary>As a witness gets it.</summary>
    internal GroupSnapshot? LendWitnessSnapshot() => OpenWitnessSnapshot();

    internal void TakeBack(GroupSnapshot snapshot) => SnapshotDone(snapshot);
}
