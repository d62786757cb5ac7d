using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting.Logging;

/// <summary>From which level on the host logs, changeable while it runs. From any thread.</summary>
public sealed class LogLevelSwitch(LogLevel configured)
{
    private volatile int _lowest = (int)configured;

    /// <summary>What key Logging:LogLevel:Default says.</summary>
    public LogLevel Configured { get; } = configured;

    /// <summary>Events below it are not logged.</summary>
    public LogLevel Lowest { get => (LogLevel)_lowest; set => _lowest = (int)value; }

    /// <summary>
    /// Sets the level by the number of v's in -v, -vv, -vvv: information, debug, trace. 0 goes back to information, or less when less is
    /// configured.
    /// </summary>
    public void SetVerbosity(int count) => Lowest = count switch
    {
        0 => (LogLevel)Math.Max((int)Configured, (int)LogLevel.Information),
        1 => LogLevel.Information,
        2 => LogLevel.Debug,
        _ => LogLevel.Trace,
    };
}
