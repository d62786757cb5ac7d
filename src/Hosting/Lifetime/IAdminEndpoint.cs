using System.Net;

namespace FromScratch.Hosting.Lifetime;

/// <summary>The admin HTTP server as the life cycle sees it.</summary>
internal interface IAdminEndpoint : IAsyncDisposable
{
    /// <summary>The address bound; null when it is switched off.</summary>
    Task<EndPoint?> StartAsync();
}

/// <summary>No admin server.</summary>
internal sealed class NoAdminEndpoint : IAdminEndpoint
{
    public static NoAdminEndpoint Instance { get; } = new();

    public Task<EndPoint?> StartAsync() => Task.FromResult<EndPoint?>(null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
