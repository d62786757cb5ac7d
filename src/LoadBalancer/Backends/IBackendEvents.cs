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
}
