using Microsoft.Extensions.Logging;

namespace FromScratch.Cache.Observability;

/// <summary>The cache server's events, ids 1000 to 1099.</summary>
internal static partial class CacheLog
{
    [LoggerMessage(1006, LogLevel.Error, "password file {Path} cannot be used, the entries before stay: {Error}")]
    public static partial void PasswordsKept(ILogger log, string path, string error);

    [LoggerMessage(1007, LogLevel.Warning, "connections were still busy after {Seconds} s and were cut off")]
    public static partial void DrainCutOff(ILogger log, double seconds);

    [LoggerMessage(1010, LogLevel.Information, "kept {Items} items in {Path}")]
    public static partial void ItemsKept(ILogger log, long items, string path);

    [LoggerMessage(1011, LogLevel.Error, "the items could not be kept in {Path}")]
    public static partial void ItemsNotKept(ILogger log, string path, Exception error);

    [LoggerMessage(
        1012, LogLevel.Information, "{Items} items are back from {Path}, {Expired} had expired meanwhile, {Refused} no longer fit")]
    public static partial void ItemsBack(ILogger log, long items, string path, long expired, long refused);

    [LoggerMessage(1013, LogLevel.Error, "{Path} is damaged at offset {Offset}: {Items} items in front of it are back, the rest is lost")]
    public static partial void ItemsDamaged(ILogger log, string path, long offset, long items);

    [LoggerMessage(1014, LogLevel.Error, "{Path} cannot be read, the cache starts empty: {Error}")]
    public static partial void ItemsUnreadable(ILogger log, string path, string error);
}
