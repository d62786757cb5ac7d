using System.Globalization;

namespace FromScratch.LoadGen.Running;

/// <summary>
/// CPU time from Linux's /proc. The scheduler's own account (<c>schedstat</c>, nanoseconds) where the kernel keeps one, else the
/// clock ticks of <c>stat</c> (usually 10 ms). On other systems, and for processes that are gone, 0.
/// </summary>
public static class ProcessCpu
{
    private const double NsPerClockTick = 1e9 / 100;

    /// <summary>CPU time of all live threads of a process, user and system, in nanoseconds.</summary>
    public static long TotalNs(int processId)
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        var tasks = $"/proc/{processId}/task";
        if (!Directory.Exists(tasks))
            return 0;
        long total = 0;
        foreach (var task in Directory.EnumerateDirectories(tasks))
            total += FromSchedStat(Path.Combine(task, "schedstat"));
        return total > 0 ? total : FromStat($"/proc/{processId}/stat");
    }

    public static long CurrentThreadNs() => OperatingSystem.IsLinux() ? FromSchedStat("/proc/thread-self/schedstat") : 0;

    /// <summary>A kilobyte field of /proc/PID/status, such as VmRSS or VmHWM, in bytes; 0 when it cannot be read.</summary>
    public static long StatusBytes(int processId, string field)
    {
        var path = $"/proc/{processId}/status";
        if (!File.Exists(path))
            return 0;
        var line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith(field + ":", StringComparison.Ordinal));
        var number = line?[(field.Length + 1)..].Trim().Split(' ')[0];
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : 0;
    }

    /// <summary>A thread may end between listing and reading: its share is then 0.</summary>
    private static long FromSchedStat(string path)
    {
        try
        {
            return long.Parse(File.ReadAllText(path).Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Fields 14 and 15 of proc(5) stat; the name in field 2 may hold spaces, so counting starts after its bracket.</summary>
    private static long FromStat(string path)
    {
        var text = File.ReadAllText(path);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return (long)(ticks * NsPerClockTick);
    }
}
