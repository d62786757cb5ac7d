using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>GET and what else answers whole values: GETSET, GETDEL, MGET.</summary>
internal static class GetCommands
{
    public static void Get(in RespRequest request, in CommandContext context) => TryGet(request, context, out _);

    public static void GetSet(in RespRequest request, in CommandContext context)
    {
        if (TryGet(request, context, out _))
            context.Keys.SetString(request[1], request[2], expiryMs: 0);
    }

    public static void GetDel(in RespRequest request, in CommandContext context)
    {
        if (TryGet(request, context, out var found) && found)
            context.Keys.Remove(request[1]);
    }

    public static void MGet(in RespRequest request, in CommandContext context)
    {
        context.Reply.Array(request.Count - 1);
        for (var at = 1; at < request.Count; at++)
        {
            var item = context.FindToRead(request[at]);
            if (item.Type == ValueType.String)
                context.Reply.Bulk(item.Value);
            else
                context.Reply.Null();
        }
    }

    /// <summary>Answers the value, or null for none. False = wrong type.</summary>
    private static bool TryGet(in RespRequest request, in CommandContext context, out bool found)
    {
        var item = context.FindToRead(request[1]);
        found = item.Exists;
        if (context.IsWrongType(item, ValueType.String))
            return false;
        if (found)
            context.Reply.Bulk(item.Value);
        else
            context.Reply.Null();
        return true;
    }
}
