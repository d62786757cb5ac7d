using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Commands;

/// <summary>`shutdown [graceful]`, when it is allowed (-A): the connection closes without a reply and the server stops.</summary>
internal sealed class ShutdownCommand(CacheOptions options, IServerControl? control) : IAdminCommand
{
    public AdminResult Execute(in AdminLine line, IConnection connection, OutputBuffer output)
    {
        if (!options.ShutdownEnabled || control is null)
        {
            output.WriteLine("SERVER_ERROR: shutdown not enabled"u8);
            return default;
        }

        var graceful = line.Count == 2 && line.Is(1, "graceful"u8);
        if (line.Count > 1 && !graceful)
        {
            output.WriteLine("CLIENT_ERROR invalid shutdown mode"u8);
            return default;
        }

        control.Shutdown(graceful);
        return new AdminResult(Close: true);
    }
}
