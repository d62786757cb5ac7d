using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Health;

/// <summary>Remembers who was ejected for how long, and how often servers went down, came up and returned.</summary>
internal sealed class EjectionLog : IBackendEvents
{
    public List<(Server Server, long ForMs, long UntilMs)> Ejections { get; } = [];

    public int Ups { get; private set; }

    public int Downs { get; private set; }

    public int Returns { get; private set; }

    public void Up(Backend backend, Server server) => Ups++;

    public void Down(Backend backend, Server server, string reason) => Downs++;

    public void Ejected(Backend backend, Server server, string reason, long forMs) =>
        Ejections.Add((server, forMs, server.Outlier.UntilMs));

    public void Returned(Backend backend, Server server) => Returns++;

    public void Panic(Backend backend, bool begins)
    {
    }

    public void ModeChanged(Backend backend, Server server)
    {
    }

    public void Joined(Backend backend, Server server)
    {
    }

    public void Left(Backend backend, Server server)
    {
    }

    public void AddressesIgnored(Backend backend, ServerConfig entry, int count)
    {
    }
}
