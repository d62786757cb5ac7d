using System.Globalization;

namespace FromScratch.Compare.Servers;

/// <summary>A process with its children, as Linux accounts for them: nginx works in children of its own.</summary>
internal static class ProcessTree
{
    private const double TicksPerSecond = 100;

    public static double CpuSeconds(int pid) => Of(pid).Sum(one =>
    {
        var stat = File.ReadAllText($"/proc/{one}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    });

    public static long PeakRssBytes(int pid) => Of(pid).Sum(one => File.ReadLines($"/proc/{one}/status")
        .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Sum(line => Number(line["VmHWM:".Length..^"kB".Length].Trim()) * 1024));

    private static IEnumerable<int> Of(int pid)
    {
        yield return pid;
        var children = File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var child in children)
        {
            foreach (var one in Of((int)Number(child)))
                yield return one;
        }
    }

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);
}
