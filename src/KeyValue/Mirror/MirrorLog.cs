using Microsoft.Extensions.Logging;

namespace FromScratch.KeyValue.Mirror;

/// <summary>The events of a copy, ids 1280 to 1289.</summary>
internal static partial class MirrorLog
{
    [LoggerMessage(1280, LogLevel.Information, "this group follows the one at {Upstream}")]
    public static partial void Follows(ILogger log, string upstream);

    [LoggerMessage(1281, LogLevel.Warning, "this group cannot follow the one at {Upstream}: {Reason}")]
    public static partial void Interrupted(ILogger log, string upstream, string reason);
}
