using F = FromScratch.Protocols.Resp.Commands.CommandFlags;

namespace FromScratch.Protocols.Resp.Commands;

/// <summary>Users and what they may do.</summary>
internal static class AccessCommands
{
    private static readonly CommandSpec[] OfAcl =
    [
        new(CommandId.AclWhoAmI, "acl|whoami", 2, F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "6.0.0",
            Summary = "Answers the user of this connection.",
        },
        new(CommandId.AclList, "acl|list", 2, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "6.0.0",
            Summary = "Lists the users with their rules.",
        },
        new(CommandId.AclUsers, "acl|users", 2, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "6.0.0",
            Summary = "Lists the names of the users.",
        },
        new(CommandId.AclCat, "acl|cat", -2, F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "6.0.0",
            Summary = "Lists the categories of commands, or the commands of one.",
        },
        new(CommandId.AclGetUser, "acl|getuser", 3, F.Admin | F.NoScript | F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "6.0.0",
            Summary = "Answers the rules of one user.",
        },
        new(CommandId.AclHelp, "acl|help", 2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Server, Since = "6.0.0",
            Summary = "Lists the subcommands of ACL.",
        },
    ];

    public static readonly CommandSpec[] All =
    [
        new(CommandId.Acl, "acl", -2, F.None)
        {
            Group = CommandGroup.Server, Since = "6.0.0",
            Summary = "Commands about users.",
            Subcommands = OfAcl,
        },
    ];
}
