using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Hashes;

/// <summary>HSET, HMSET, HSETNX, HDEL.</summary>
internal static class HashSetCommands
{
    public static void HSet(in RespRequest request, in CommandContext context)
    {
        if (TrySet(request, context, "hset"u8, out var added))
            context.Reply.Integer(added);
    }

    public static void HMSet(in RespRequest request, in CommandContext context)
    {
        if (TrySet(request, context, "hmset"u8, out _))
            context.Reply.Ok();
    }

    public static void HSetNx(in RespRequest request, in CommandContext context)
    {
        var item = context.FindToWrite(request[1]);
        if (context.IsWrongType(item, ValueType.Hash))
            return;
        var isFree = !item.Exists || !context.Keys.FieldsOf(item).TryGet(request[2], out _);
        if (isFree)
            context.Keys.OpenHash(request[1]).Set(request[2], request[3]);
        context.Reply.Integer(isFree ? 1 : 0);
    }

    /// <summary>A hash without fields is none.</summary>
    public static void HDel(in RespRequest request, in CommandContext context)
    {
        var item = context.FindToWrite(request[1]);
        if (context.IsWrongType(item, ValueType.Hash))
            return;
        var removed = 0;
        if (item.Exists)
        {
            var fields = context.Keys.OpenHash(request[1]);
            for (var at = 2; at < request.Count; at++)
                removed += fields.Remove(request[at]) ? 1 : 0;
            if (fields.Count == 0)
                context.Keys.Remove(request[1]);
        }

        context.Reply.Integer(removed);
    }

    private static bool TrySet(in RespRequest request, in CommandContext context, ReadOnlySpan<byte> command, out int added)
    {
        added = 0;
        if (request.Count % 2 != 0)
        {
            Errors.WrongArity(context.Reply, command);
            return false;
        }

        if (context.IsWrongType(context.FindToWrite(request[1]), ValueType.Hash))
            return false;
        var fields = context.Keys.OpenHash(request[1]);
        for (var at = 2; at < request.Count; at += 2)
            added += fields.Set(request[at], request[at + 1]) ? 1 : 0;
        return true;
    }
}
