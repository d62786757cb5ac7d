using static FromScratch.Protocols.Resp.Commands.KeyFlags;
using F = FromScratch.Protocols.Resp.Commands.CommandFlags;

namespace FromScratch.Protocols.Resp.Commands;

/// <summary>Hashes.</summary>
internal static class HashCommands
{
    public static readonly CommandSpec[] All =
    [
        new(CommandId.HSet, "hset", -4, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Writes fields of a hash.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadWrite | Update)],
        },
        new(CommandId.HSetNx, "hsetnx", 4, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Writes a field of a hash only when it does not exist.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadWrite | Insert)],
        },
        new(CommandId.HGet, "hget", 3, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Reads a field of a hash.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadOnly | Access)],
        },
        new(CommandId.HGetAll, "hgetall", 2, F.ReadOnly)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Reads all fields of a hash with their values.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadOnly | Access)],
            Tips = [Tip.NondeterministicOrder],
        },
        new(CommandId.HMGet, "hmget", -3, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Reads several fields of a hash.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadOnly | Access)],
        },
        new(CommandId.HMSet, "hmset", -4, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Writes several fields of a hash.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadWrite | Update)],
            IsDeprecated = true,
        },
        new(CommandId.HDel, "hdel", -3, F.Write | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Deletes fields of a hash.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadWrite | Delete)],
        },
        new(CommandId.HExists, "hexists", 3, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Tells whether a field of a hash exists.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadOnly)],
        },
        new(CommandId.HIncrBy, "hincrby", 4, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Adds to the whole number in a field of a hash; a missing one counts as 0.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadWrite | Access | Update)],
        },
        new(CommandId.HIncrByFloat, "hincrbyfloat", 4, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "2.6.0",
            Summary = "Adds to the floating-point number in a field of a hash; a missing one counts as 0.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadWrite | Access | Update)],
        },
        new(CommandId.HKeys, "hkeys", 2, F.ReadOnly)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Lists the fields of a hash.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadOnly | Access)],
            Tips = [Tip.NondeterministicOrder],
        },
        new(CommandId.HVals, "hvals", 2, F.ReadOnly)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Lists the values of a hash.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadOnly | Access)],
            Tips = [Tip.NondeterministicOrder],
        },
        new(CommandId.HLen, "hlen", 2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "2.0.0",
            Summary = "Counts the fields of a hash.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadOnly)],
        },
        new(CommandId.HStrLen, "hstrlen", 3, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Hash, Since = "3.2.0",
            Summary = "Answers the length of a hash field's value in bytes.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadOnly)],
        },
        new(CommandId.HRandField, "hrandfield", -2, F.ReadOnly)
        {
            Group = CommandGroup.Hash, Since = "6.2.0",
            Summary = "Answers some fields of a hash.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadOnly | Access)],
            Tips = [Tip.Nondeterministic],
        },
        new(CommandId.HScan, "hscan", -3, F.ReadOnly)
        {
            Group = CommandGroup.Hash, Since = "2.8.0",
            Summary = "Lists the fields and values of a hash bit by bit.",
            Categories = AclCategories.Hash,
            Keys = [new(ReadOnly | Access)],
            Tips = [Tip.Nondeterministic],
        },
    ];
}
