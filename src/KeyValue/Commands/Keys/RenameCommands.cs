using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>RENAME and RENAMENX.</summary>
internal static class RenameCommands
{
    public static void Rename(in RespRequest request, in CommandContext context)
    {
        if (!TryFindSource(request, context))
            return;
        if (!request[1].SequenceEqual(request[2]))
            context.Keys.Rename(request[1], request[2]);
        context.Reply.Ok();
    }

    public static void RenameNx(in RespRequest request, in CommandContext context)
    {
        if (!TryFindSource(request, context))
            return;
        // This holds for the key itself too.
        var isFree = !context.FindToWrite(request[2]).Exists;
        if (isFree)
            context.Keys.Rename(request[1], request[2]);
        context.Reply.Integer(isFree ? 1 : 0);
    }

    private static bool TryFindSource(in RespRequest request, in CommandContext context)
    {
        if (context.FindToWrite(request[1]).Exists)
            return true;
        context.Reply.Raw(RespReplies.NoSuchKey);
        return false;
    }
}
