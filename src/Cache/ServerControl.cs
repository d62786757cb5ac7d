using FromScratch.Cache.Admin;
using FromScratch.Hosting.Logging;

namespace FromScratch.Cache;

/// <summary>What operators' commands do to the process around the cache.</summary>
internal sealed class ServerControl(CacheServer server, Action stopHost, LogLevelSwitch? logLevel) : IServerControl
{
    public void Shutdown(bool graceful) => stopHost();

    public string? RefreshCertificates() => server.ReloadCertificates();

    public void SetVerbosity(int level) => logLevel?.SetVerbosity(level);

    public ProcessInfo ReadProcess()
    {
        var usage = Environment.CpuUsage;
        return new ProcessInfo(Environment.ProcessId, usage.UserTime, usage.PrivilegedTime);
    }
}
