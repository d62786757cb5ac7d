using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Hashes;

/// <summary>Single fields: HGET, HMGET, HEXISTS, HSTRLEN; and HLEN.</summary>
internal static class HashGetCommands
{
    public static void HGet(in RespRequest request, in CommandContext context)
    {
        if (TryFields(request, context, out var fields))
            WriteField(fields, request[2], context.Reply);
    }

    public static void HMGet(in RespRequest request, in CommandContext context)
    {
        if (!TryFields(request, context, out var fields))
            return;
        context.Reply.Array(request.Count - 2);
        for (var at = 2; at < request.Count; at++)
            WriteField(fields, request[at], context.Reply);
    }

    public static void HExists(in RespRequest request, in CommandContext context)
    {
        if (TryFields(request, context, out var fields))
            context.Reply.Integer(fields.Exists && fields.TryGet(request[2], out _) ? 1 : 0);
    }

    public static void HLen(in RespRequest request, in CommandContext context)
    {
        if (TryFields(request, context, out var fields))
            context.Reply.Integer(fields.Exists ? fields.Count : 0);
    }

    public static void HStrLen(in RespRequest request, in CommandContext context)
    {
        if (TryFields(request, context, out var fields))
            context.Reply.Integer(fields.Exists && fields.TryGet(request[2], out var value) ? value.Length : 0);
    }

    /// <summary>The fields of the hash, to read; none when it is missing. False = wrong type, the error is written.</summary>
    public static bool TryFields(in RespRequest request, in CommandContext context, out HashFields fields)
    {
        var item = context.FindToRead(request[1]);
        fields = default;
        if (context.IsWrongType(item, ValueType.Hash))
            return false;
        if (item.Exists)
            fields = context.Keys.FieldsOf(item);
        return true;
    }

    private static void WriteField(HashFields fields, ReadOnlySpan<byte> field, RespWriter reply)
    {
        if (fields.Exists && fields.TryGet(field, out var value))
            reply.Bulk(value);
        else
            reply.Null();
    }
}
