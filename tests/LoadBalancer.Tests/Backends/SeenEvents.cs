using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Backends;

/// <summary>Remembers what happened to servers, in words.</summary>
internal sealed class SeenEvents : IBackendEvents
{
    public List<string> Seen { get; } = [];

    public void Up(Backend backend, Server server) => Seen.Add($"up {server.Name}");

    public void Down(Backend backend, Server server, string reason) => Seen.Add($"down {server.Name}");

    public void Ejected(Backend backend, Server server, string reason, long forMs) =>
        Seen.Add($"ejected {server.Name} for {forMs}: {reason}");

    public void Returned(Backend backend, Server server) => Seen.Add($"returned {server.Name}");

    public void Panic(Backend backend, bool begins) => Seen.Add(begins ? "panic" : "calm");

    public void ModeChanged(Backend backend, Server server) => Seen.Add($"{server.Mode} {server.Name}");

    public void Joined(Backend backend, Server server) => Seen.Add($"joined {server.Name}");

    public void Left(Backend backend, Server server) => Seen.Add($"left {server.Name}");

    public void AddressesIgnored(Backend backend, ServerConfig entry, int count) => Seen.Add($"ignored {count} of {entry.Name}");
}
