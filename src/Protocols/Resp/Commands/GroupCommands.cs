using F = FromScratch.Protocols.Resp.Commands.CommandFlags;

namespace FromScratch.Protocols.Resp.Commands;

/// <summary>Commands about being one of several nodes. GROUP, CHANGES, BACKUP and KEYRANGE are this project's own.</summary>
internal static class GroupCommands
{
    public static IReadOnlyList<CommandSpec> All { get; } =
    [
        new(CommandId.ReadOnly, "readonly", 1, F.Loading | F.Stale | F.Fast)
        {
            Group = CommandGroup.Cluster, Since = "3.0.0",
            Summary = "Lets reads of this connection show what was true a moment ago.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.ReadWrite, "readwrite", 1, F.Loading | F.Stale | F.Fast)
        {
            Group = CommandGroup.Cluster, Since = "3.0.0",
            Summary = "Takes READONLY back.",
            Categories = AclCategories.Connection,
        },
        new(CommandId.Group, "group", -2, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "7.0.0",
            Summary = "Shows and changes the group of nodes that keep these keys.",
        },
        new(CommandId.ReplicaOf, "replicaof", 3, F.Admin | F.NoScript | F.Stale | F.NoAsyncLoading)
        {
            Group = CommandGroup.Server, Since = "5.0.0",
            Summary = "Makes the group a copy of another one, or a group of its own again.",
            Categories = AclCategories.Dangerous,
        },
        new(CommandId.SlaveOf, "slaveof", 3, F.Admin | F.NoScript | F.Stale | F.NoAsyncLoading)
        {
            Group = CommandGroup.Server, Since = "1.0.0", IsDeprecated = true,
            Summary = "The older name of REPLICAOF.",
            Categories = AclCategories.Dangerous,
        },
        new(CommandId.Changes, "changes", -3, F.ReadOnly | F.NoScript | F.Stale | F.NoMulti)
        {
            Group = CommandGroup.PubSub, Since = "7.0.0",
            Summary = "Delivers every committed change in order, from an entry on.",
        },
        new(CommandId.Backup, "backup", 1, F.Admin | F.NoScript | F.NoMulti)
        {
            Group = CommandGroup.Server, Since = "7.0.0",
            Summary = "Delivers the newest snapshot.",
        },
        new(CommandId.KeyRange, "keyrange", -3, F.ReadOnly)
        {
            Group = CommandGroup.Generic, Since = "7.0.0",
            Summary = "Lists keys in the order of their bytes, between two bounds.",
            Categories = AclCategories.Keyspace | AclCategories.Dangerous,
        },
    ];
}
