using Microsoft.Extensions.Logging;

namespace FromScratch.KeyValue.Observability;

/// <summary>The server's events, ids 3000 to 3049; those of the store follow.</summary>
internal static partial class KeyValueLog
{
    [LoggerMessage(3000, LogLevel.Warning, "connections were still busy after {Seconds} s and were cut off")]
    public static partial void DrainCutOff(ILogger log, double seconds);
}
