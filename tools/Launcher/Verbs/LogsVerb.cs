using System.Text;
using FromScratch.Launcher.Processes;

namespace FromScratch.Launcher.Verbs;

/// <summary>logs: the last lines of a node's log; with -f what comes after them too, until Ctrl-C.</summary>
internal static class LogsVerb
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(Cluster cluster, string name, bool follow, int lines, CancellationToken cancellation)
    {
        var file = cluster.LogOf(cluster.Topology.Find(name).Name);
        if (!File.Exists(file))
            throw new LauncherException($"{name} has no log yet ({file})");
        var seen = new FileInfo(file).Length;
        foreach (var line in LogFile.LastLines(file, lines))
            Console.WriteLine(line);
        try
        {
            while (follow)
            {
                await Task.Delay(_pollInterval, cancellation);
                seen = PrintFrom(file, seen);
            }
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Done;
        }

        return ExitCodes.Done;
    }

    private static long PrintFrom(string file, long offset)
    {
        using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length < offset)
            offset = 0;
        stream.Seek(offset, SeekOrigin.Begin);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        Console.Write(reader.ReadToEnd());
        return stream.Position;
    }
}
