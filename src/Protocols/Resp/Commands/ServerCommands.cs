using static FromScratch.Protocols.Resp.Commands.KeyFlags;
using F = FromScratch.Protocols.Resp.Commands.CommandFlags;

namespace FromScratch.Protocols.Resp.Commands;

/// <summary>The server, its settings and its health.</summary>
internal static class ServerCommands
{
    private static readonly CommandSpec[] OfConfig =
    [
        new(CommandId.ConfigGet, "config|get", -3, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.0.0",
            Summary = "Reads settings.",
        },
        new(CommandId.ConfigSet, "config|set", -4, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.0.0",
            Summary = "Changes settings while the server runs.",
            Tips = [Tip.AllNodes, Tip.AllSucceeded],
        },
        new(CommandId.ConfigResetStat, "config|resetstat", 2, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.0.0",
            Summary = "Sets the counters of INFO to zero.",
        },
        new(CommandId.ConfigRewrite, "config|rewrite", 2, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.8.0",
            Summary = "Writes the settings in use to the configuration file.",
        },
        new(CommandId.ConfigHelp, "config|help", 2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "5.0.0",
            Summary = "Lists the subcommands of CONFIG.",
        },
    ];

    private static readonly CommandSpec[] OfCommand =
    [
        new(CommandId.CommandCount, "command|count", 2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.8.13",
            Summary = "Counts the commands.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.CommandInfo, "command|info", -2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.8.13",
            Summary = "Describes commands for programs.",
            Categories = AclCategories.Connection,
            Tips = [Tip.NondeterministicOrder],
        },
        new(CommandId.CommandDocs, "command|docs", -2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "7.0.0",
            Summary = "Describes commands for people.",
            Categories = AclCategories.Connection,
            Tips = [Tip.NondeterministicOrder],
        },
        new(CommandId.CommandList, "command|list", -2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "7.0.0",
            Summary = "Lists the names of commands.",
            Categories = AclCategories.Connection,
            Tips = [Tip.NondeterministicOrder],
        },
        new(CommandId.CommandGetKeys, "command|getkeys", -4, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.8.13",
            Summary = "Tells which arguments of a command are keys.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.CommandHelp, "command|help", 2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "5.0.0",
            Summary = "Lists the subcommands of COMMAND.",
            Categories = AclCategories.Connection,
        },
    ];

    private static readonly CommandSpec[] OfMemory =
    [
        new(CommandId.MemoryUsage, "memory|usage", -3, F.ReadOnly)
        {
            Group = CommandGroup.Server, Since = "4.0.0",
            Summary = "Estimates the bytes that a key takes.",
            Keys = [new(ReadOnly, First: 2)],
        },
        new(CommandId.MemoryHelp, "memory|help", 2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "4.0.0",
            Summary = "Lists the subcommands of MEMORY.",
        },
    ];

    private static readonly CommandSpec[] OfSlowLog =
    [
        new(CommandId.SlowLogGet, "slowlog|get", -2, F.Admin | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.2.12",
            Summary = "Lists the slow commands.",
            Tips = [Tip.AllNodes, Tip.Nondeterministic],
        },
        new(CommandId.SlowLogLen, "slowlog|len", 2, F.Admin | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.2.12",
            Summary = "Counts the slow commands on record.",
            Tips = [Tip.AllNodes, Tip.Sum, Tip.Nondeterministic],
        },
        new(CommandId.SlowLogReset, "slowlog|reset", 2, F.Admin | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.2.12",
            Summary = "Forgets the slow commands.",
            Tips = [Tip.AllNodes, Tip.AllSucceeded],
        },
        new(CommandId.SlowLogHelp, "slowlog|help", 2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "6.2.0",
            Summary = "Lists the subcommands of SLOWLOG.",
        },
    ];

    private static readonly CommandSpec[] OfLatency =
    [
        new(CommandId.LatencyHistogram, "latency|histogram", -2, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "7.0.0",
            Summary = "Answers the distribution of command times.",
            Tips = [Tip.Nondeterministic, Tip.AllNodes, Tip.SpecialResponse],
        },
        new(CommandId.LatencyHistory, "latency|history", 3, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.8.13",
            Summary = "Lists the latest delays of one event.",
            Tips = [Tip.Nondeterministic, Tip.AllNodes, Tip.SpecialResponse],
        },
        new(CommandId.LatencyLatest, "latency|latest", 2, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.8.13",
            Summary = "Answers the last delay of every event.",
            Tips = [Tip.Nondeterministic, Tip.AllNodes, Tip.SpecialResponse],
        },
        new(CommandId.LatencyReset, "latency|reset", -2, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.8.13",
            Summary = "Forgets the delays of events.",
            Tips = [Tip.AllNodes, Tip.AllSucceeded],
        },
        new(CommandId.LatencyHelp, "latency|help", 2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.8.13",
            Summary = "Lists the subcommands of LATENCY.",
        },
    ];

    public static readonly CommandSpec[] All =
    [
        new(CommandId.Info, "info", -1, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "1.0.0",
            Summary = "Describes the server and how it fares.",
            Categories = AclCategories.Dangerous,
            Tips = [Tip.Nondeterministic, Tip.AllShards, Tip.SpecialResponse],
        },
        new(CommandId.Config, "config", -2, F.None)
        {
            Group = CommandGroup.Server, Since = "2.0.0",
            Summary = "Commands about settings.",
            Subcommands = OfConfig,
        },
        new(CommandId.Command, "command", -1, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "2.8.13",
            Summary = "Describes all commands.",
            Categories = AclCategories.Connection,
            Tips = [Tip.NondeterministicOrder],
            Subcommands = OfCommand,
        },
        new(CommandId.Debug, "debug", -2, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "1.0.0",
            Summary = "Commands for testing the server.",
        },
        new(CommandId.Save, "save", 1, F.Admin | F.NoScript | F.NoAsyncLoading | F.NoMulti)
        {
            Group = CommandGroup.Server, Since = "1.0.0",
            Summary = "Writes a snapshot and waits for it.",
        },
        new(CommandId.BgSave, "bgsave", -1, F.Admin | F.NoScript | F.NoAsyncLoading)
        {
            Group = CommandGroup.Server, Since = "1.0.0",
            Summary = "Writes a snapshot in the background.",
        },
        new(CommandId.LastSave, "lastsave", 1, F.Loading | F.Stale | F.Fast)
        {
            Group = CommandGroup.Server, Since = "1.0.0",
            Summary = "Answers when the last snapshot was written, as Unix time in seconds.",
            Categories = AclCategories.Admin | AclCategories.Dangerous,
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.Time, "time", 1, F.Loading | F.Stale | F.Fast)
        {
            Group = CommandGroup.Server, Since = "2.6.0",
            Summary = "Answers the server's time.",
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.Role, "role", 1, F.NoScript | F.Loading | F.Stale | F.Fast)
        {
            Group = CommandGroup.Server, Since = "2.8.12",
            Summary = "Answers the server's part in replication.",
            Categories = AclCategories.Admin | AclCategories.Dangerous,
        },
        new(CommandId.Memory, "memory", -2, F.None)
        {
            Group = CommandGroup.Server, Since = "4.0.0",
            Summary = "Commands about memory.",
            Subcommands = OfMemory,
        },
        new(CommandId.SlowLog, "slowlog", -2, F.None)
        {
            Group = CommandGroup.Server, Since = "2.2.12",
            Summary = "Commands about slow commands.",
            Subcommands = OfSlowLog,
        },
        new(CommandId.Latency, "latency", -2, F.None)
        {
            Group = CommandGroup.Server, Since = "2.8.13",
            Summary = "Commands about delays.",
            Subcommands = OfLatency,
        },
        new(CommandId.Monitor, "monitor", 1, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "1.0.0",
            Summary = "Shows every command that the server executes.",
        },
        new(CommandId.Shutdown, "shutdown", -1, F.Admin | F.NoScript | F.Loading | F.Stale | F.NoMulti | F.AllowBusy)
        {
            Group = CommandGroup.Server, Since = "1.0.0",
            Summary = "Saves the data and stops the server.",
        },
    ];
}
