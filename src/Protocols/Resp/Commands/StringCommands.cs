using static FromScratch.Protocols.Resp.Commands.KeyFlags;
using F = FromScratch.Protocols.Resp.Commands.CommandFlags;

namespace FromScratch.Protocols.Resp.Commands;

/// <summary>Strings and their bits.</summary>
internal static class StringCommands
{
    public static readonly CommandSpec[] All =
    [
        new(CommandId.Get, "get", 2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.String, Since = "1.0.0",
            Summary = "Reads the value of a key.",
            Categories = AclCategories.String,
            Keys = [new(ReadOnly | Access)],
        },
        new(CommandId.Set, "set", -3, F.Write | F.DenyOutOfMemory)
        {
            Group = CommandGroup.String, Since = "1.0.0",
            Summary = "Writes a value, whatever the key held before; may be made conditional and may set an expiry.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Access | Update | Variable)],
        },
        new(CommandId.SetNx, "setnx", 3, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.String, Since = "1.0.0",
            Summary = "Writes a value only when the key does not exist.",
            Categories = AclCategories.String,
            Keys = [new(Overwrite | Insert)],
        },
        new(CommandId.SetEx, "setex", 4, F.Write | F.DenyOutOfMemory)
        {
            Group = CommandGroup.String, Since = "2.0.0",
            Summary = "Writes a value that expires after so many seconds.",
            Categories = AclCategories.String,
            Keys = [new(Overwrite | Update)],
        },
        new(CommandId.PSetEx, "psetex", 4, F.Write | F.DenyOutOfMemory)
        {
            Group = CommandGroup.String, Since = "2.6.0",
            Summary = "Writes a value that expires after so many milliseconds.",
            Categories = AclCategories.String,
            Keys = [new(Overwrite | Update)],
        },
        new(CommandId.GetSet, "getset", 3, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.String, Since = "1.0.0",
            Summary = "Writes a value and answers the one before it.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Access | Update)],
            IsDeprecated = true,
        },
        new(CommandId.GetDel, "getdel", 2, F.Write | F.Fast)
        {
            Group = CommandGroup.String, Since = "6.2.0",
            Summary = "Reads the value of a key and deletes the key.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Access | Delete)],
        },
        new(CommandId.GetEx, "getex", -2, F.Write | F.Fast)
        {
            Group = CommandGroup.String, Since = "6.2.0",
            Summary = "Reads the value of a key and changes its expiry.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Access | Update)],
        },
        new(CommandId.Append, "append", 3, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.String, Since = "2.0.0",
            Summary = "Adds to the end of a value; writes it when the key does not exist.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Insert)],
        },
        new(CommandId.StrLen, "strlen", 2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.String, Since = "2.2.0",
            Summary = "Answers the length of a value in bytes.",
            Categories = AclCategories.String,
            Keys = [new(ReadOnly)],
        },
        new(CommandId.GetRange, "getrange", 4, F.ReadOnly)
        {
            Group = CommandGroup.String, Since = "2.4.0",
            Summary = "Reads a part of a value.",
            Categories = AclCategories.String,
            Keys = [new(ReadOnly | Access)],
        },
        new(CommandId.SetRange, "setrange", 4, F.Write | F.DenyOutOfMemory)
        {
            Group = CommandGroup.String, Since = "2.2.0",
            Summary = "Overwrites a part of a value, with zero bytes in front when it is shorter.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Update)],
        },
        new(CommandId.MGet, "mget", -2, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.String, Since = "1.0.0",
            Summary = "Reads the values of several keys.",
            Categories = AclCategories.String,
            Keys = [new(ReadOnly | Access, Last: -1)],
            Tips = [Tip.ByShard],
        },
        new(CommandId.MSet, "mset", -3, F.Write | F.DenyOutOfMemory)
        {
            Group = CommandGroup.String, Since = "1.0.1",
            Summary = "Writes the values of several keys as one.",
            Categories = AclCategories.String,
            Keys = [new(Overwrite | Update, Last: -1, Step: 2)],
            Tips = [Tip.ByShard, Tip.AllSucceeded],
        },
        new(CommandId.MSetNx, "msetnx", -3, F.Write | F.DenyOutOfMemory)
        {
            Group = CommandGroup.String, Since = "1.0.1",
            Summary = "Writes the values of several keys as one, only when none of them exists.",
            Categories = AclCategories.String,
            Keys = [new(Overwrite | Insert, Last: -1, Step: 2)],
            Tips = [Tip.ByShard, Tip.Minimum],
        },
        new(CommandId.Incr, "incr", 2, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.String, Since = "1.0.0",
            Summary = "Adds one to a whole number; a missing key counts as 0.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Access | Update)],
        },
        new(CommandId.IncrBy, "incrby", 3, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.String, Since = "1.0.0",
            Summary = "Adds to a whole number; a missing key counts as 0.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Access | Update)],
        },
        new(CommandId.Decr, "decr", 2, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.String, Since = "1.0.0",
            Summary = "Subtracts one from a whole number; a missing key counts as 0.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Access | Update)],
        },
        new(CommandId.DecrBy, "decrby", 3, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.String, Since = "1.0.0",
            Summary = "Subtracts from a whole number; a missing key counts as 0.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Access | Update)],
        },
        new(CommandId.IncrByFloat, "incrbyfloat", 3, F.Write | F.DenyOutOfMemory | F.Fast)
        {
            Group = CommandGroup.String, Since = "2.6.0",
            Summary = "Adds to a floating-point number; a missing key counts as 0.",
            Categories = AclCategories.String,
            Keys = [new(ReadWrite | Access | Update)],
        },
        new(CommandId.Lcs, "lcs", -3, F.ReadOnly)
        {
            Group = CommandGroup.String, Since = "7.0.0",
            Summary = "Finds the longest common subsequence of two values.",
            Categories = AclCategories.String,
            Keys = [new(ReadOnly | Access, Last: 1)],
        },
        new(CommandId.SetBit, "setbit", 4, F.Write | F.DenyOutOfMemory)
        {
            Group = CommandGroup.Bitmap, Since = "2.2.0",
            Summary = "Sets or clears one bit of a value and answers what it was.",
            Categories = AclCategories.Bitmap,
            Keys = [new(ReadWrite | Access | Update)],
        },
        new(CommandId.GetBit, "getbit", 3, F.ReadOnly | F.Fast)
        {
            Group = CommandGroup.Bitmap, Since = "2.2.0",
            Summary = "Reads one bit of a value.",
            Categories = AclCategories.Bitmap,
            Keys = [new(ReadOnly | Access)],
        },
        new(CommandId.BitCount, "bitcount", -2, F.ReadOnly)
        {
            Group = CommandGroup.Bitmap, Since = "2.6.0",
            Summary = "Counts the set bits of a value or of a part of it.",
            Categories = AclCategories.Bitmap,
            Keys = [new(ReadOnly | Access)],
        },
        new(CommandId.BitPos, "bitpos", -3, F.ReadOnly)
        {
            Group = CommandGroup.Bitmap, Since = "2.8.7",
            Summary = "Finds the first set or clear bit of a value.",
            Categories = AclCategories.Bitmap,
            Keys = [new(ReadOnly | Access)],
        },
        new(CommandId.BitOp, "bitop", -4, F.Write | F.DenyOutOfMemory)
        {
            Group = CommandGroup.Bitmap, Since = "2.6.0",
            Summary = "Combines values bit by bit and stores the result.",
            Categories = AclCategories.Bitmap,
            Keys = [new(Overwrite | Update, First: 2), new(ReadOnly | Access, First: 3, Last: -1)],
        },
    ];
}
