using FromScratch.Cache.Admin;

namespace FromScratch.Cache;

/// <summary>What operators' commands do to the process around the cache.</summary>
internal sealed class ServerControl(CacheServer server, Action stopHost) : IServerControl
{
    public void Shutdown(bool graceful) => stopHost();

    public string? RefreshCertificates() => server.Reload();

    /// <summary>The level is kept and shown by `stats settings`; what is logged is set by the logging configuration.</summary>
    public void SetVerbosity(int level)
    {
    }

    public ProcessInfo ReadProcess()
    {
        var usage = Environment.CpuUsage;
        return new ProcessInfo(Environment.ProcessId, usage.UserTime, usage.PrivilegedTime);
    }
}
