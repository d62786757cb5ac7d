using FromScratch.Log.Files;

namespace FromScratch.KeyValue.Snapshots;

/// <summary>Reads a snapshot that lies anywhere: a backup.</summary>
public static class SnapshotFile
{
    /// <summary>Checks every byte of it, and hands on the commands that make its keys.</summary>
    /// <param name="path">The file.</param>
    /// <param name="emit">Gets them in batches; nothing when the file is only to be checked.</param>
    /// <exception cref="IOException">It is damaged or cannot be read; some batches may have been handed on.</exception>
    public static BackupSummary Read(string path, CommandBatch emit)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new FileNotFoundException($"{path} is not there", path);
        var sink = new CommandSink(emit);
        using var file = new ReadOnlyFile(full);
        var (header, _) = SnapshotReader.Read(sink, file, full, static _ => { });
        sink.Emit();
        return new BackupSummary(header.AppliedIndex, header.Term, header.LogTimeMs, header.Identity, sink.Keys);
    }
}

/// <param name="Index">The entry that had been applied last.</param>
/// <param name="Term">Of that entry.</param>
/// <param name="LogTimeMs">Its time, unix milliseconds.</param>
/// <param name="Identity">Of the group.</param>
/// <param name="Keys">How many.</param>
public readonly record struct BackupSummary(ulong Index, ulong Term, long LogTimeMs, UInt128 Identity, long Keys);
