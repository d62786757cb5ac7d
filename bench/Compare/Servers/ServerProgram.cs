using System.Globalization;

namespace FromScratch.Compare.Servers;

/// <summary>An executable that takes memcached's switches.</summary>
/// <param name="Name">Name in tables and result lines.</param>
/// <param name="Path">Executable, or a .dll to be run by dotnet.</param>
public sealed record ServerProgram(string Name, string Path)
{
    /// <summary>-c: more than any scenario opens.</summary>
    private const int ConnectionsMax = 1024;

    private bool IsMemcached => System.IO.Path.GetFileName(Path).StartsWith("memcached", StringComparison.Ordinal);

    public string FileName => Path.EndsWith(".dll", StringComparison.Ordinal) ? "dotnet" : Path;

    public IEnumerable<string> Arguments(int port, ServerSettings settings)
    {
        if (Path.EndsWith(".dll", StringComparison.Ordinal))
            yield return Path;
        foreach (var argument in (string[])["-p", Text(port), "-l", "127.0.0.1", "-m", Text(settings.MemoryMegabytes)])
            yield return argument;
        foreach (var argument in (string[])["-t", Text(settings.Threads), "-c", Text(ConnectionsMax)])
            yield return argument;
        if (IsMemcached && Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            // Memcached refuses to run as root unless told so.
            yield return "-u";
            yield return "root";
        }
        if (!IsMemcached && settings.Eviction is not null)
        {
            yield return "--eviction";
            yield return settings.Eviction;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
