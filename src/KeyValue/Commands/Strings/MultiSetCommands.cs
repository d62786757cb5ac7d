using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>MSET and MSETNX.</summary>
internal static class MultiSetCommands
{
    public static void MSet(in RespRequest request, in CommandContext context)
    {
        if (request.Count % 2 == 0)
        {
            Errors.WrongArity(context.Reply, "mset"u8);
            return;
        }

        SetAll(request, context);
        context.Reply.Ok();
    }

    /// <summary>All or none.</summary>
    public static void MSetNx(in RespRequest request, in CommandContext context)
    {
        if (request.Count % 2 == 0)
        {
            Errors.WrongArity(context.Reply, "msetnx"u8);
            return;
        }

        for (var at = 1; at < request.Count; at += 2)
        {
            if (context.FindToWrite(request[at]).Exists)
            {
                context.Reply.Integer(0);
                return;
            }
        }

        SetAll(request, context);
        context.Reply.Integer(1);
    }

    private static void SetAll(in RespRequest request, in CommandContext context)
    {
        for (var at = 1; at < request.Count; at += 2)
            context.Keys.SetString(request[at], request[at + 1], expiryMs: 0);
    }
}
