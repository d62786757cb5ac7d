using System.Globalization;
using FromScratch.Hosting.CommandLine;
using FromScratch.Hosting.Unix;

namespace FromScratch.Hosting.Lifetime;

/// <summary>
/// What an old-style daemon does around its server: once the sockets are open it writes its pid file, becomes an ordinary user and lets
/// its parent go; at the end it removes the file.
/// </summary>
internal sealed class ProcessManners(ParsedCommandLine line)
{
    /// <exception cref="IOException">The file or the user cannot be had.</exception>
    public void Started()
    {
        if (line.PidFile is { Length: > 0 } path)
            File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        if (line.User is { Length: > 0 } user && Privileges.TryBecome(user) is { } error)
            throw new IOException(error);
        if (Daemon.IsChild)
            Daemon.ReportReady();
    }

    /// <summary>
    /// After giving up root the file's directory may no longer be writable; the file then stays, as it does for memcached.
    /// </summary>
    public void Stopped(Action<string> warn)
    {
        if (line.PidFile is not { Length: > 0 } path)
            return;
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"the pid file {path} stays: {error.Message}");
        }
    }
}
