using Spectre.Console;
using Spectre.Console.Rendering;

namespace FromScratch.Launcher.Display;

/// <summary>Nodes as a table for people and as lines for scripts.</summary>
internal static class NodeText
{
    public static IRenderable Table(IReadOnlyList<NodeSample> samples)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("node", "state", "address", "admin", "pid");
        foreach (var figure in new[] { "requests/s", "memory", "keys", "hit ratio" })
            table.AddColumn(new TableColumn(figure).RightAligned());
        foreach (var s in samples)
            table.AddRow(s.Name, ColoredState(s.State), s.Address, s.Admin ?? "-", s.Pid?.ToString() ?? "-",
                Requests(s), Memory(s), Keys(s), Hits(s));
        return table;
    }

    /// <summary>`name state address key=value ...`, one node a line.</summary>
    public static string Line(NodeSample s)
    {
        var line = $"{s.Name} {State(s.State)} {s.Address}";
        if (s.Admin is not null)
            line += $" admin={s.Admin}";
        if (s.Pid is not null)
            line += $" pid={s.Pid}";
        if (s.RequestsPerSecond is { } rate)
            line += $" requests_per_second={rate:0}";
        if (s.MemoryBytes is { } bytes)
            line += $" memory_bytes={bytes}";
        if (s.MemoryLimitBytes is { } limit)
            line += $" memory_limit_bytes={limit}";
        if (s.Keys is { } keys)
            line += $" keys={keys}";
        return s.HitRatio is { } ratio ? $"{line} hit_ratio={ratio:0.000}" : line;
    }

    public static string State(NodeState state) => state switch
    {
        NodeState.Up => "up",
        NodeState.NotReady => "not-ready",
        _ => "down",
    };

    private static string ColoredState(NodeState state) => state switch
    {
        NodeState.Up => "[green]up[/]",
        NodeState.NotReady => "[yellow]not ready[/]",
        _ => "[red]down[/]",
    };

    private static string Requests(NodeSample s) => s.RequestsPerSecond is { } rate ? $"{rate:N0}" : "-";

    private static string Memory(NodeSample s) => (s.MemoryBytes, s.MemoryLimitBytes) switch
    {
        ({ } bytes, { } limit) => $"{Mebibytes(bytes)} of {Mebibytes(limit)} MiB",
        ({ } bytes, null) => $"{Mebibytes(bytes)} MiB",
        _ => "-",
    };

    private static string Keys(NodeSample s) => s.Keys is { } keys ? $"{keys:N0}" : "-";

    private static string Hits(NodeSample s) => s.HitRatio is { } ratio ? $"{ratio:P1}" : "-";

    private static string Mebibytes(long bytes) => $"{bytes / 1048576.0:0.#}";
}
