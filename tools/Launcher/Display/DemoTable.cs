using FromScratch.Demo;
using FromScratch.Demo.Load;
using Spectre.Console;

namespace FromScratch.Launcher.Display;

/// <summary>The demo's result.</summary>
internal static class DemoTable
{
    public static void Show(DemoReport report)
    {
        var rows = report.Stream.Append(NodeTally.Total(report.Stream)).ToList();
        Console.WriteLine($"stored {report.Files} files ({report.Bytes / 1048576.0:0.0} MiB) as {report.Chunks} items; {report.SkippedFiles} files skipped");
        if (Console.IsOutputRedirected)
            rows.ForEach(t => Console.WriteLine(Line(t, report.Elapsed)));
        else
            AnsiConsole.Write(Table(rows, report.Elapsed));

        var all = NodeTally.Total([.. report.Preload, .. report.Stream]);
        if (all.Refused > 0)
            Console.WriteLine($"{all.Refused} stores were refused");
        if (all.Outages > 0)
            Console.WriteLine($"{all.Outages} outages: {all.Unreachable} lookups and {all.Unstored} stores found no node");
        Console.WriteLine(report.Good ? $"ok: {all.Hits} values checked, every byte right"
            : all.Wrong > 0 ? $"FAILED: {all.Wrong} values with wrong bytes"
            : "FAILED: nothing was found");
    }

    private static Table Table(List<NodeTally> rows, TimeSpan elapsed)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn("node");
        foreach (var figure in new[] { "lookups", "hits", "misses", "unreachable", "stores", "hit ratio", "lookups/s", "MiB/s" })
            table.AddColumn(new TableColumn(figure).RightAligned());
        foreach (var t in rows)
        {
            table.AddRow(t.Name, $"{t.Lookups:N0}", $"{t.Hits:N0}", $"{t.Misses:N0}", $"{t.Unreachable:N0}", $"{t.Stores:N0}", $"{t.HitRatio:P2}",
                $"{t.Lookups / elapsed.TotalSeconds:N0}", $"{Mebibytes(t, elapsed):0.0}");
        }

        return table;
    }

    private static string Line(NodeTally t, TimeSpan elapsed) =>
        $"{t.Name} lookups={t.Lookups} hits={t.Hits} misses={t.Misses} unreachable={t.Unreachable} stores={t.Stores} hit_ratio={t.HitRatio:0.0000} "
        + $"lookups_per_second={t.Lookups / elapsed.TotalSeconds:0} mebibytes_per_second={Mebibytes(t, elapsed):0.0}";

    private static double Mebibytes(NodeTally t, TimeSpan elapsed) => t.BytesRead / 1048576.0 / elapsed.TotalSeconds;
}
