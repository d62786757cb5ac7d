using Microsoft.Extensions.Logging;

namespace FromScratch.LoadBalancer;

/// <summary>Events that an operator acts on. Ids 700 to 799.</summary>
internal static partial class LbLog
{
    [LoggerMessage(700, LogLevel.Information, "{Backend}/{Server} is up")]
    public static partial void Up(ILogger log, string backend, string server);

    [LoggerMessage(701, LogLevel.Warning, "{Backend}/{Server} is down: {Reason}")]
    public static partial void Down(ILogger log, string backend, string server, string reason);

    [LoggerMessage(702, LogLevel.Warning, "{Backend}/{Server} is ejected for {Ms} ms: {Reason}")]
    public static partial void Ejected(ILogger log, string backend, string server, string reason, long ms);

    [LoggerMessage(703, LogLevel.Information, "{Backend}/{Server} is back after its ejection")]
    public static partial void Returned(ILogger log, string backend, string server);

    [LoggerMessage(704, LogLevel.Warning, "{Backend}: too few servers are healthy, so all of them are used")]
    public static partial void PanicBegins(ILogger log, string backend);

    [LoggerMessage(705, LogLevel.Information, "{Backend}: enough servers are healthy again")]
    public static partial void PanicEnds(ILogger log, string backend);

    [LoggerMessage(706, LogLevel.Information, "{Backend}/{Server} is set to {Mode}")]
    public static partial void ModeChanged(ILogger log, string backend, string server, Backends.ServerMode mode);

    [LoggerMessage(707, LogLevel.Warning, "{Backend}: looking {Host} up has failed, what was known of it stays: {Reason}")]
    public static partial void Unresolved(ILogger log, string backend, string host, string reason);

    [LoggerMessage(708, LogLevel.Information, "Configuration: {Change}")]
    public static partial void Changed(ILogger log, string change);

    [LoggerMessage(709, LogLevel.Error, "The new configuration is refused, the one before stays: {Reason}")]
    public static partial void Refused(ILogger log, string reason);

    [LoggerMessage(710, LogLevel.Warning, "Requests were still under way after {Seconds} s and were cut off")]
    public static partial void DrainCutOff(ILogger log, double seconds);

    [LoggerMessage(711, LogLevel.Warning, "Access log: {Problem}")]
    public static partial void AccessLogTrouble(ILogger log, string problem);

    [LoggerMessage(712, LogLevel.Information, "{Backend}/{Server} is a server now: its name has got this address")]
    public static partial void Joined(ILogger log, string backend, string server);

    [LoggerMessage(713, LogLevel.Information, "{Backend}/{Server} is gone: its name has lost the address; requests left: {Count}")]
    public static partial void Left(ILogger log, string backend, string server, int count);

    [LoggerMessage(714, LogLevel.Warning, "{Backend}/{Entry}: addresses of {Host} that are left out, for it has too many: {Count}")]
    public static partial void AddressesIgnored(ILogger log, string backend, string entry, string host, int count);
}
