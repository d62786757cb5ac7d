using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands;

/// <summary>The ways in which commands look for a key: they differ in what counts as an access and as a hit.</summary>
internal static class KeyLookups
{
    /// <summary>To read its value: an access, and a hit or miss.</summary>
    public static Item FindToRead(this in CommandContext context, ReadOnlySpan<byte> key)
    {
        var item = context.FindToWrite(key);
        context.Counters?.Count(item.Exists);
        return item;
    }

    /// <summary>To tell about it: a hit or miss, but no access.</summary>
    public static Item Peek(this in CommandContext context, ReadOnlySpan<byte> key)
    {
        var item = context.Keys.Find(key);
        context.Counters?.Count(item.Exists);
        return item;
    }

    /// <summary>To change it: an access.</summary>
    public static Item FindToWrite(this in CommandContext context, ReadOnlySpan<byte> key)
    {
        var item = context.Keys.Find(key);
        if (item.Exists && !context.NoTouch)
            context.Keys.Touch(item);
        return item;
    }

    /// <summary>True when it holds another type: the error is written then. A missing key is of every type.</summary>
    public static bool IsWrongType(this in CommandContext context, in Item item, ValueType type)
    {
        if (!item.Exists || item.Type == type)
            return false;
        context.Reply.Raw(RespReplies.WrongType);
        return true;
    }
}
