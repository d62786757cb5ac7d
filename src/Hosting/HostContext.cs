using FromScratch.Hosting.Lifetime;
using FromScratch.Hosting.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting;

/// <summary>What a host hands its server.</summary>
/// <param name="Time">The clock of everything in the process.</param>
/// <param name="Loggers">Makes loggers; one category per component.</param>
/// <param name="Configuration">All of it, for what is not in the server's own section.</param>
/// <param name="Readiness">What /readyz answers; a server may hold it back while it replays or joins.</param>
/// <param name="StopHost">Asks the process to drain and end, as SIGTERM does. From any thread; returns at once.</param>
public sealed record HostContext(
    TimeProvider Time,
    ILoggerFactory Loggers,
    IConfiguration Configuration,
    Readiness Readiness,
    Action StopHost)
{
    /// <summary>From which level on is logged; a server may let its operators change it.</summary>
    public LogLevelSwitch LogLevel { get; init; } = new(Microsoft.Extensions.Logging.LogLevel.Information);
}
