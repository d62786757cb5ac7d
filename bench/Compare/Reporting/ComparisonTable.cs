using System.Globalization;
using FromScratch.Compare.Driving;
using Spectre.Console;

namespace FromScratch.Compare.Reporting;

/// <summary>Prints comparisons as one table, medians over rounds; plain borders and no colour when piped.</summary>
internal static class ComparisonTable
{
    private const int PipedWidth = 200;

    public static void Write(IEnumerable<Comparison> comparisons)
    {
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Markdown : TableBorder.Rounded };
        table.AddColumns("scenario", "server");
        foreach (var heading in (string[])["requests/s", "p50 us", "p99 us", "p99.9 us", "CPU us/op", "RSS MiB", "generator us/op"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("note");
        foreach (var comparison in comparisons)
        {
            AddRow(table, comparison.Scenario, comparison.Ours);
            if (comparison.Peer is not null)
                AddRow(table, "", comparison.Peer);
        }
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
            console.Profile.Width = PipedWidth;
        console.Write(table);
    }

    private static void AddRow(Table table, string scenario, Side side) => table.AddRow(
        Markup.Escape(scenario),
        Markup.Escape(side.Name),
        Number(side.Median(r => r.RequestsPerSecond), "N0"),
        Number(side.Median(r => r.All.P50Us), "N1"),
        Number(side.Median(r => r.All.P99Us), "N1"),
        Number(side.Median(r => r.All.P999Us), "N1"),
        Number(side.Median(r => r.ServerCpuUsPerRequest), "F3"),
        Number(side.RssBytes / 1048576.0, "F1"),
        Number(side.Median(r => r.GeneratorCpuUsPerRequest), "F3"),
        Markup.Escape(side.Note));

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
