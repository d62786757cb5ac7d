using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Api;

/// <summary>What an operator asks of the running balancer through its admin port.</summary>
public abstract record ApiCommand
{
    private protected ApiCommand()
    {
    }
}

/// <summary>GET /api/status.</summary>
public sealed record GetStatusCommand : ApiCommand;

/// <summary>GET /api/config: what is in force, secrets hidden.</summary>
public sealed record GetConfigCommand : ApiCommand;

/// <summary>POST /api/reload: read the configuration again, as SIGHUP does.</summary>
public sealed record ReloadCommand : ApiCommand;

/// <summary>GET /api/backends/NAME/servers.</summary>
public sealed record GetServersCommand(string Backend) : ApiCommand;

/// <summary>POST /api/backends/NAME/servers with a server as in the configuration. Lasts until the next reload.</summary>
public sealed record AddServerCommand(string Backend, ServerConfig Server) : ApiCommand;

/// <summary>
/// DELETE /api/backends/NAME/servers/NAME: it gets nothing new; what it has is finished. Lasts until the next reload, for an address of a
/// name too; the name of an entry for all addresses takes out all of them.
/// </summary>
public sealed record RemoveServerCommand(string Backend, string Server) : ApiCommand;

/// <summary>PATCH /api/backends/NAME/servers/NAME; what is null stays as it is, one of them is not.</summary>
public sealed record ChangeServerCommand(string Backend, string Server, int? Weight, ServerMode? Mode) : ApiCommand;
