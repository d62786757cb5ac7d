using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Bits;

/// <summary>BITCOUNT key [first last [BYTE | BIT]].</summary>
internal static class BitCountCommand
{
    public static void BitCount(in RespRequest request, in CommandContext context)
    {
        var item = context.FindToRead(request[1]);
        if (!item.Exists)
        {
            // As in Redis, before the other arguments are looked at.
            context.Reply.Integer(0);
            return;
        }

        if (context.IsWrongType(item, ValueType.String) || !TryRange(request, context, out var first, out var last, out var unit))
            return;
        var found = IndexRange.TryResolve(ref first, ref last, item.Value.Length * (8L / unit));
        context.Reply.Integer(found ? BitSpan.CountOnes(item.Value, first * unit, (last * unit) + unit - 1) : 0);
    }

    private static bool TryRange(in RespRequest request, in CommandContext context, out long first, out long last, out int unit)
    {
        (first, last, unit) = (0, -1, 8);
        if (request.Count == 2)
            return true;
        if (request.Count is 4 or 5)
        {
            return context.TryInteger(request[2], out first)
                && context.TryInteger(request[3], out last)
                && (request.Count == 4 || IndexRange.IsReversed(first, last) || BitUnit.TryParse(request[4], context, out unit));
        }

        context.Reply.Raw(RespReplies.SyntaxError);
        return false;
    }
}
