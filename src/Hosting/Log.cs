using System.Net;
using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting;

/// <summary>
/// What every host logs. Event ids come in blocks of 100, one block per component: 1000 Hosting, 1100 Transport, 2000 Cache, 3000 KeyValue,
/// 4000 Queue, 5000 LoadBalancer, 6000 ShardProxy, 7000 Edge, 8000 Dns.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "listening on {Address}")]
    public static partial void Listening(ILogger logger, EndPoint address);

    [LoggerMessage(1001, LogLevel.Information, "admin on http://{Address}")]
    public static partial void AdminListening(ILogger logger, EndPoint address);

    [LoggerMessage(1002, LogLevel.Information, "ready, version {Version}, process {ProcessId}")]
    public static partial void Ready(ILogger logger, string version, int processId);

    [LoggerMessage(1003, LogLevel.Information, "draining, at most {TimeoutSeconds} s")]
    public static partial void Draining(ILogger logger, double timeoutSeconds);

    [LoggerMessage(1004, LogLevel.Information, "drained after {ElapsedMs} ms")]
    public static partial void Drained(ILogger logger, long elapsedMs);

    [LoggerMessage(1005, LogLevel.Warning, "{Warning}")]
    public static partial void Warning(ILogger logger, string warning);

    [LoggerMessage(1006, LogLevel.Information, "files read again")]
    public static partial void Reloaded(ILogger logger);

    [LoggerMessage(1007, LogLevel.Error, "files read again, but not all are in force: {Why}")]
    public static partial void ReloadIncomplete(ILogger logger, string why);
}
