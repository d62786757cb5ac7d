using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace FromScratch.Launcher.Processes;

/// <summary>Tells a process from a later one that got the same pid, by when it was started.</summary>
internal static class ProcessIdentity
{
    /// <summary>A text that only this process has; null when it does not run (a zombie does not).</summary>
    public static string? Read(int pid) => OperatingSystem.IsLinux() ? ReadLinux(pid) : ReadPortable(pid);

    public static bool IsAlive(int pid, string started) => Read(pid) == started;

    /// <summary>Boot and clock ticks since boot: unlike a wall-clock start time, it reads the same for every observer.</summary>
    private static string? ReadLinux(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The second field is the program name in parentheses and may hold anything; state is the third field, start time the 22nd.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{fields[19]}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? ReadPortable(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
