using Microsoft.Extensions.Logging;

namespace FromScratch.KeyValue.Store;

/// <summary>The store's events, ids 1250 to 1299.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(
        1250,
        LogLevel.Information,
        "{Keys} keys at entry {Index} after {Seconds:F1} s: snapshot of entry {SnapshotIndex}, {Entries} entries replayed")]
    public static partial void Opened(ILogger log, long keys, ulong index, double seconds, ulong snapshotIndex, ulong entries);

    [LoggerMessage(1251, LogLevel.Information, "replaying the log: entry {Index} of {Last}")]
    public static partial void Replaying(ILogger log, ulong index, ulong last);

    [LoggerMessage(1252, LogLevel.Information, "loading {File}: {Keys} keys")]
    public static partial void Loading(ILogger log, string file, long keys);

    [LoggerMessage(1253, LogLevel.Information, "first start in {Path}: this store is {Identity}")]
    public static partial void FirstStart(ILogger log, string path, string identity);

    [LoggerMessage(1260, LogLevel.Information, "{File} is complete: {Keys} keys in {Seconds:F1} s")]
    public static partial void SnapshotTaken(ILogger log, string file, long keys, double seconds);

    [LoggerMessage(1261, LogLevel.Error, "the snapshot failed, the one before stays: {Error}")]
    public static partial void SnapshotFailed(ILogger log, string error);

    [LoggerMessage(1262, LogLevel.Warning, "{File} is no longer needed and cannot be deleted: {Error}")]
    public static partial void FileNotDeleted(ILogger log, string file, string error);

    [LoggerMessage(1263, LogLevel.Information, "{Role} in term {Term}")]
    public static partial void RoleChanged(ILogger log, string role, ulong term);

    [LoggerMessage(1264, LogLevel.Information, "{File} came from the leader and is loaded: {Keys} keys")]
    public static partial void SnapshotInstalled(ILogger log, string file, long keys);

    [LoggerMessage(1265, LogLevel.Warning, "entries after {Index} were applied and are not the group's: going back to the snapshot")]
    public static partial void Rewound(ILogger log, ulong index);

    [LoggerMessage(1270, LogLevel.Error, "the disk is full: writes are refused, reads go on")]
    public static partial void DiskFull(ILogger log);

    [LoggerMessage(1271, LogLevel.Information, "the disk has room again: writes are taken")]
    public static partial void DiskHasRoom(ILogger log);

    [LoggerMessage(1272, LogLevel.Critical, "writes are refused until the next start, reads go on: {Error}")]
    public static partial void Failed(ILogger log, string error);
}
