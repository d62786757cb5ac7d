namespace FromScratch.Protocols.Resp.Commands;

/// <summary>
/// Every command of Redis that the key-value server knows, with Redis's own figures: what COMMAND, COMMAND INFO and COMMAND DOCS answer,
/// what decides about arity, access and keys. A test compares it with a real server where one is installed.
/// </summary>
public static class CommandTable
{
    /// <summary>Commands; subcommands stand inside theirs.</summary>
    public static IReadOnlyList<CommandSpec> All { get; } =
    [
        .. StringCommands.All, .. KeyCommands.All, .. HashCommands.All, .. ConnectionCommands.All, .. ServerCommands.All,
        .. AccessCommands.All, .. GroupCommands.All,
    ];
}
