using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Commands;

/// <summary>`verbosity level`: levels above 3 count as 3.</summary>
internal sealed class VerbosityCommand(RuntimeSettings settings, IServerControl? control) : IAdminCommand
{
    public AdminResult Execute(in AdminLine line, IConnection connection, OutputBuffer output)
    {
        if (line.Count is not (2 or 3) || !line.TryUnsigned(1, out var level) || level > uint.MaxValue)
        {
            output.WriteLine(line.Count > 3 ? "ERROR"u8 : "CLIENT_ERROR bad command line format"u8);
            return default;
        }

        settings.Verbosity = (int)Math.Min(level, RuntimeSettings.VerbosityMax);
        control?.SetVerbosity(settings.Verbosity);
        output.WriteLine("OK"u8);
        return default;
    }
}
