using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Commands.Keys;

/// <summary>COPY source target [DB number] [REPLACE]. There is one database, number 0.</summary>
internal static class CopyCommand
{
    public static void Copy(in RespRequest request, in CommandContext context)
    {
        if (!TryOptions(request, context, out var replace))
            return;
        if (request[1].SequenceEqual(request[2]))
        {
            context.Reply.Error("ERR source and destination objects are the same"u8);
            return;
        }

        var copies = context.FindToRead(request[1]).Exists && (!context.FindToWrite(request[2]).Exists || replace);
        if (copies)
            context.Keys.Copy(request[1], request[2]);
        context.Reply.Integer(copies ? 1 : 0);
    }

    private static bool TryOptions(in RespRequest request, in CommandContext context, out bool replace)
    {
        replace = false;
        for (var at = 3; at < request.Count; at++)
        {
            if (request[at].Is("replace"u8))
            {
                replace = true;
            }
            else if (request[at].Is("db"u8) && at + 1 < request.Count)
            {
                if (!TryDatabase(request[++at], context))
                    return false;
            }
            else
            {
                context.Reply.Raw(RespReplies.SyntaxError);
                return false;
            }
        }

        return true;
    }

    private static bool TryDatabase(ReadOnlySpan<byte> argument, in CommandContext context)
    {
        if (!context.TryInteger(argument, out var database))
            return false;
        if (database == 0)
            return true;
        if (database is < int.MinValue or > int.MaxValue)
            context.Reply.Error("ERR value is out of range, value must between -2147483648 and 2147483647"u8);
        else
            context.Reply.Error("ERR DB index is out of range"u8);
        return false;
    }
}
