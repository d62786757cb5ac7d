namespace FromScratch.Protocols.Resp.Commands;

/// <summary>What access rules call a command by; in the order in which COMMAND INFO names them.</summary>
[Flags]
public enum AclCategories : ushort
{
    None = 0,
    Keyspace = 1 << 0,
    Read = 1 << 1,
    Write = 1 << 2,
    Hash = 1 << 3,
    String = 1 << 4,
    Bitmap = 1 << 5,
    PubSub = 1 << 6,
    Admin = 1 << 7,
    Fast = 1 << 8,
    Slow = 1 << 9,
    Dangerous = 1 << 10,
    Connection = 1 << 11,
    Transaction = 1 << 12,
}

public static class AclCategoryNames
{
    private static readonly string[] Names =
    [
        "@keyspace", "@read", "@write", "@hash", "@string", "@bitmap", "@pubsub", "@admin", "@fast", "@slow", "@dangerous", "@connection",
        "@transaction",
    ];

    /// <summary>The names that COMMAND INFO lists, each with its at sign.</summary>
    public static IEnumerable<string> Of(AclCategories categories) => Names.Where((_, bit) => ((int)categories & (1 << bit)) != 0);

    /// <summary>The categories that a command belongs to because of its flags.</summary>
    public static AclCategories ImpliedBy(CommandFlags flags)
    {
        var implied = flags.HasFlag(CommandFlags.Fast) ? AclCategories.Fast : AclCategories.Slow;
        if (flags.HasFlag(CommandFlags.Write))
            implied |= AclCategories.Write;
        if (flags.HasFlag(CommandFlags.ReadOnly))
            implied |= AclCategories.Read;
        if (flags.HasFlag(CommandFlags.Admin))
            implied |= AclCategories.Admin | AclCategories.Dangerous;
        if (flags.HasFlag(CommandFlags.PubSub))
            implied |= AclCategories.PubSub;
        return implied;
    }
}
