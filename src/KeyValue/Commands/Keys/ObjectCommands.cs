using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>
/// OBJECT and its subcommands. How a string is kept is told from its bytes alone: Redis says raw as well where one was changed in place.
/// </summary>
internal static class ObjectCommands
{
    /// <summary>Redis keeps strings up to this length in one block with their header.</summary>
    private const int EmbeddedBytesMax = 44;

    /// <summary>Integers below this are shared by all keys in Redis, and have no count of their own.</summary>
    private const int SharedIntegers = 10_000;

    public static void Encoding(in RespRequest request, in CommandContext context)
    {
        var item = context.Peek(request[2]);
        if (!item.Exists)
            context.Reply.Null();
        else
            context.Reply.Bulk(EncodingOf(item, context.Keys));
    }

    public static void RefCount(in RespRequest request, in CommandContext context)
    {
        var item = context.Peek(request[2]);
        if (!item.Exists)
        {
            context.Reply.Null();
            return;
        }

        var isShared = item.Type == ValueType.String
            && StrictInteger.TryParse(item.Value, out var value)
            && value is >= 0 and < SharedIntegers;
        context.Reply.Integer(isShared ? int.MaxValue : 1);
    }

    public static void IdleTime(in RespRequest request, in CommandContext context)
    {
        var item = context.Peek(request[2]);
        if (!item.Exists)
        {
            context.Reply.Null();
        }
        else if (context.Keys.Tracking == AccessTracking.Frequency)
        {
            context.Reply.Error(
                "ERR An LFU maxmemory policy is selected, idle time not tracked. "u8
                + "Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust."u8);
        }
        else
        {
            context.Reply.Integer(context.Keys.IdleSeconds(item));
        }
    }

    public static void Freq(in RespRequest request, in CommandContext context)
    {
        var item = context.Peek(request[2]);
        if (!item.Exists)
        {
            context.Reply.Null();
        }
        else if (context.Keys.Tracking != AccessTracking.Frequency)
        {
            context.Reply.Error(
                "ERR An LFU maxmemory policy is not selected, access frequency not tracked. "u8
                + "Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust."u8);
        }
        else
        {
            context.Reply.Integer(context.Keys.Frequency(item));
        }
    }

    public static void Help(in RespRequest request, in CommandContext context) => ObjectHelpReply.Write(context.Reply);

    private static ReadOnlySpan<byte> EncodingOf(in Item item, Keyspace keys)
    {
        if (item.Type == ValueType.Hash)
            return keys.FieldsOf(item).IsPacked ? "listpack"u8 : "hashtable"u8;
        if (StrictInteger.TryParse(item.Value, out _))
            return "int"u8;
        return item.Value.Length <= EmbeddedBytesMax ? "embstr"u8 : "raw"u8;
    }
}
