using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>RANDOMKEY, DBSIZE, FLUSHDB and FLUSHALL, which are the same with one database.</summary>
internal static class KeyspaceCommands
{
    public static void RandomKey(in RespRequest request, in CommandContext context)
    {
        var item = context.Keys.Random(context.Seed);
        if (item.Exists)
            context.Reply.Bulk(item.Key);
        else
            context.Reply.Null();
    }

    public static void DbSize(in RespRequest request, in CommandContext context) => context.Reply.Integer(context.Keys.Count);

    /// <summary>ASYNC and SYNC come to the same.</summary>
    public static void Flush(in RespRequest request, in CommandContext context)
    {
        if (request.Count > 2 || (request.Count == 2 && !request[1].Is("async"u8) && !request[1].Is("sync"u8)))
        {
            context.Reply.Raw(RespReplies.SyntaxError);
            return;
        }

        context.Keys.Clear();
        context.Reply.Ok();
    }
}
