using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Backends;

/// <summary>What an operator acts on. Called under the backend's gate: not to be held up.</summary>
public interface IBackendEvents
{
    void Up(Backend backend, Server server);

    void Down(Backend backend, Server server, string reason);

    void Ejected(Backend backend, Server server, string reason, long forMs);

    void Returned(Backend backend, Server server);

    /// <summary>Too few servers are healthy: health is not looked at from now on, or is again.</summary>
    void Panic(Backend backend, bool begins);

    void ModeChanged(Backend backend, Server server);

    /// <summary>A name has a new address, which is a server.</summary>
    void Joined(Backend backend, Server server);

    /// <summary>A name has an address no more: its server gets nothing new.</summary>
    void Left(Backend backend, Server server);

    /// <summary>A name has more addresses than may be servers.</summary>
    void AddressesIgnored(Backend backend, ServerConfig entry, int count);
}

/// <summary>For backends that nobody watches.</summary>
public sealed class NoBackendEvents : IBackendEvents
{
    public static NoBackendEvents Instance { get; } = new();

    public void Up(Backend backend, Server server)
    {
    }

    public void Down(Backend backend, Server server, string reason)
    {
    }

    public void Ejected(Backend backend, Server server, string reason, long forMs)
    {
    }

    public void Returned(Backend backend, Server server)
    {
    }

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
