using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using Microsoft.Extensions.Logging;

namespace FromScratch.LoadBalancer;

/// <summary>Writes what happens to servers into the log.</summary>
internal sealed class BackendLog(ILogger log) : IBackendEvents
{
    public void Up(Backend backend, Server server) => LbLog.Up(log, backend.Name, server.Name);

    public void Down(Backend backend, Server server, string reason) => LbLog.Down(log, backend.Name, server.Name, reason);

    public void Ejected(Backend backend, Server server, string reason, long forMs) =>
        LbLog.Ejected(log, backend.Name, server.Name, reason, forMs);

    public void Returned(Backend backend, Server server) => LbLog.Returned(log, backend.Name, server.Name);

    public void Panic(Backend backend, bool begins)
    {
        if (begins)
            LbLog.PanicBegins(log, backend.Name);
        else
            LbLog.PanicEnds(log, backend.Name);
    }

    public void Joined(Backend backend, Server server) => LbLog.Joined(log, backend.Name, server.Name);

    public void Left(Backend backend, Server server) => LbLog.Left(log, backend.Name, server.Name, server.InFlight);

    public void AddressesIgnored(Backend backend, ServerConfig entry, int count) =>
        LbLog.AddressesIgnored(log, backend.Name, entry.Name, entry.Host, count);

    public void ModeChanged(Backend backend, Server server) => LbLog.ModeChanged(log, backend.Name, server.Name, server.Mode);
}
