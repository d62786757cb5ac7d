using FromScratch.KeyValue.Engine;
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

    /// <summary>What a node that was killed had lent to witnesses.</summary>
    public void DeleteLent()
    {
        foreach (var name in directory.List().Where(SnapshotFormat.IsWitnessName).ToList())
            directory.Delete(name);
    }

    /// <summary>A copy of a snapshot's header and of what it says of the group, with no keys.</summary>
    /// <exception cref="IOException">The snapshot cannot be read, or the copy not written.</exception>
    public void WriteWithoutKeys(string snapshot, string copy)
    {
        using var keys = new Keyspace(hashSeed: 0);
        var (header, configuration) = SnapshotReader.ReadHead(directory, snapshot);
        using var writer = new SnapshotWriter(keys, directory, copy);
        writer.Begin(header, configuration);
        writer.WriteHeader();
        writer.Complete();
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
