using FromScratch.Log.Files;

namespace FromScratch.KeyValue.Snapshots;

/// <summary>The snapshots of a directory.</summary>
internal sealed class SnapshotFiles(ILogDirectory directory)
{
    /// <summary>Name and applied index; null = there is none.</summary>
    public (string Name, ulong AppliedIndex)? FindNewest()
    {
        (string, ulong)? newest = null;
        foreach (var name in directory.List())
        {
            if (SnapshotFormat.TryParseName(name, out var index) && (newest is not var (_, other) || index > other))
                newest = (name, index);
        }

        return newest;
    }

    /// <summary>A snapshot that was never completed.</summary>
    public void DeleteTemporary()
    {
        if (directory.List().Contains(SnapshotFormat.TemporaryName))
            directory.Delete(SnapshotFormat.TemporaryName);
    }

    /// <summary>Gives a whole, synced file its name, for good when this returns.</summary>
    public void Publish(ILogFile file, ulong appliedIndex)
    {
        directory.Rename(file, SnapshotFormat.NameOf(appliedIndex));
        directory.Sync();
    }

    public IReadOnlyList<string> OlderThan(ulong appliedIndex) =>
        [.. directory.List().Where(name => SnapshotFormat.TryParseName(name, out var index) && index < appliedIndex)];
}
