using static FromScratch.Protocols.Resp.Commands.KeyFlags;
using F = FromScratch.Protocols.Resp.Commands.CommandFlags;

namespace FromScratch.Protocols.Resp.Commands;

/// <summary>Keys of any type, and waiting for what was done to them.</summary>
internal static class KeyCommands
{
    private static readonly CommandSpec[] OfObject =
    [
        new(CommandId.ObjectEncoding, "object|encoding", 3, F.ReadOnly)
        {
            Group = CommandGroup.Generic, Since = "2.2.3",
            Summary = "Answers how a value is kept in memory.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly, First: 2)],
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.ObjectFreq, "object|freq", 3, F.ReadOnly)
        {
            Group = CommandGroup.Generic, Since = "4.0.0",
            Summary = "Answers how often a key is used, on a logarithmic scale.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly, First: 2)],
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.ObjectIdleTime, "object|idletime", 3, F.ReadOnly)
        {
            Group = CommandGroup.Generic, Since = "2.2.3",
            Summary = "Answers the seconds since a key was last used.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly, First: 2)],
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.ObjectRefCount, "object|refcount", 3, F.ReadOnly)
        {
            Group = CommandGroup.Generic, Since = "2.2.3",
            Summary = "Answers how many hold a value.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly, First: 2)],
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.ObjectHelp, "object|help", 2, F.Loading | F.Stale)
        {
            Group = CommandGroup.Generic, Since = "6.2.0",
            Summary = "Lists the subcommands of OBJECT.",
            Categories = AclCategories.Keyspace,
        },
    ];

    public static readonly CommandSpec[] All =
    [
        new(CommandId.Del, "del", -2, F.Write)
        {
            Group = CommandGroup.Generic, Since = "1.0.0",
            Summary = "Deletes keys.",
            Categories = AclCategories.Keyspace,
            Keys = [new(Remove | Delete, Last: -1)],
            Tips = [Tip.ByShard, Tip.Sum],
        },
        new(CommandId.Unlink, "unlink", -2, F.Write | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "4.0.0",
            Summary = "Deletes keys and frees their memory later.",
            Categories = AclCategories.Keyspace,
            Keys = [new(Remove | Delete, Last: -1)],
            Tips = [Tip.ByShard, Tip.Sum],
        },
        new(CommandId.Exists, "exists", -2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "1.0.0",
            Summary = "Counts how many of the given keys exist.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly, Last: -1)],
            Tips = [Tip.ByShard, Tip.Sum],
        },
        new(CommandId.Type, "type", 2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "1.0.0",
            Summary = "Answers what kind of value a key holds.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly)],
        },
        new(CommandId.Expire, "expire", -3, F.Write | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "1.0.0",
            Summary = "Sets the expiry of a key, in seconds from now.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadWrite | Update)],
        },
        new(CommandId.PExpire, "pexpire", -3, F.Write | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "2.6.0",
            Summary = "Sets the expiry of a key, in milliseconds from now.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadWrite | Update)],
        },
        new(CommandId.ExpireAt, "expireat", -3, F.Write | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "1.2.0",
            Summary = "Sets the expiry of a key, as Unix time in seconds.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadWrite | Update)],
        },
        new(CommandId.PExpireAt, "pexpireat", -3, F.Write | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "2.6.0",
            Summary = "Sets the expiry of a key, as Unix time in milliseconds.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadWrite | Update)],
        },
        new(CommandId.Ttl, "ttl", 2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "1.0.0",
            Summary = "Answers the seconds until a key expires.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly | Access)],
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.PTtl, "pttl", 2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "2.6.0",
            Summary = "Answers the milliseconds until a key expires.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly | Access)],
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.ExpireTime, "expiretime", 2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "7.0.0",
            Summary = "Answers when a key expires, as Unix time in seconds.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly | Access)],
        },
        new(CommandId.PExpireTime, "pexpiretime", 2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "7.0.0",
            Summary = "Answers when a key expires, as Unix time in milliseconds.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly | Access)],
        },
        new(CommandId.Persist, "persist", 2, F.Write | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "2.2.0",
            Summary = "Takes the expiry of a key away.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadWrite | Update)],
        },
        new(CommandId.Rename, "rename", 3, F.Write)
        {
            Group = CommandGroup.Generic, Since = "1.0.0",
            Summary = "Gives a key another name, in place of whatever had it.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadWrite | Access | Delete), new(Overwrite | Update, First: 2)],
        },
        new(CommandId.RenameNx, "renamenx", 3, F.Write | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "1.0.0",
            Summary = "Gives a key another name that no key has.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadWrite | Access | Delete), new(Overwrite | Insert, First: 2)],
        },
        new(CommandId.Copy, "copy", -3, F.Write | F.DenyOutOfMemory)
        {
            Group = CommandGroup.Generic, Since = "6.2.0",
            Summary = "Copies the value of a key to another one.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly | Access), new(Overwrite | Update, First: 2)],
        },
        new(CommandId.RandomKey, "randomkey", 1, F.ReadOnly)
        {
            Group = CommandGroup.Generic, Since = "1.0.0",
            Summary = "Answers some key.",
            Categories = AclCategories.Keyspace,
            Tips = [Tip.AllShards, Tip.Nondeterministic],
        },
        new(CommandId.Keys, "keys", 2, F.ReadOnly)
        {
            Group = CommandGroup.Generic, Since = "1.0.0",
            Summary = "Lists all keys that match a pattern.",
            Categories = AclCategories.Keyspace | AclCategories.Dangerous,
            Tips = [Tip.AllShards, Tip.NondeterministicOrder],
        },
        new(CommandId.Scan, "scan", -2, F.ReadOnly)
        {
            Group = CommandGroup.Generic, Since = "2.8.0",
            Summary = "Lists the keys bit by bit.",
            Categories = AclCategories.Keyspace,
            Tips = [Tip.Nondeterministic, Tip.SpecialRequest],
        },
        new(CommandId.Touch, "touch", -2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Generic, Since = "3.2.1",
            Summary = "Marks keys as just used and counts those that exist.",
            Categories = AclCategories.Keyspace,
            Keys = [new(ReadOnly, Last: -1)],
            Tips = [Tip.ByShard, Tip.Sum],
        },
        new(CommandId.DbSize, "dbsize", 1, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Server, Since = "1.0.0",
            Summary = "Counts the keys.",
            Categories = AclCategories.Keyspace,
            Tips = [Tip.AllShards, Tip.Sum],
        },
        new(CommandId.FlushDb, "flushdb", -1, F.Write)
        {
            Group = CommandGroup.Server, Since = "1.0.0",
            Summary = "Deletes all keys of the database.",
            Categories = AclCategories.Keyspace | AclCategories.Dangerous,
            Tips = [Tip.AllShards, Tip.AllSucceeded],
        },
        new(CommandId.FlushAll, "flushall", -1, F.Write)
        {
            Group = CommandGroup.Server, Since = "1.0.0",
            Summary = "Deletes all keys of all databases.",
            Categories = AclCategories.Keyspace | AclCategories.Dangerous,
            Tips = [Tip.AllShards, Tip.AllSucceeded],
        },
        new(CommandId.Object, "object", -2, F.None)
        {
            Group = CommandGroup.Generic, Since = "2.2.3",
            Summary = "Commands that look inside a value.",
            Subcommands = OfObject,
        },
        new(CommandId.Wait, "wait", 3, F.NoScript)
        {
            Group = CommandGroup.Generic, Since = "3.0.0",
            Summary = "Waits until so many followers have this connection's writes.",
            Categories = AclCategories.Connection,
            Tips = [Tip.AllShards, Tip.Minimum],
        },
        new(CommandId.WaitAof, "waitaof", 4, F.NoScript)
        {
            Group = CommandGroup.Generic, Since = "7.2.0",
            Summary = "Waits until this connection's writes are on disk here and on so many followers.",
            Categories = AclCategories.Connection,
            Tips = [Tip.AllShards, Tip.Minimum],
        },
    ];
}
