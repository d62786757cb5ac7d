using FromScratch.Protocols.Resp;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Bits;

/// <summary>BITPOS key bit [first [last [BYTE | BIT]]].</summary>
internal static class BitPosCommand
{
    public static void BitPos(in RespRequest request, in CommandContext context)
    {
        if (!context.TryInteger(request[2], out var bit))
            return;
        if (bit is not (0 or 1))
        {
            context.Reply.Error("ERR The bit argument must be 1 or 0."u8);
            return;
        }

        var item = context.FindToRead(request[1]);
        if (!item.Exists)
        {
            // Nothing but zeros, without end.
            context.Reply.Integer(bit == 1 ? -1 : 0);
            return;
        }

        if (context.IsWrongType(item, ValueType.String) || !TryRange(request, context, out var first, out var last, out var unit))
            return;
        if (!IndexRange.TryCut(ref first, ref last, item.Value.Length * (8L / unit)))
        {
            context.Reply.Integer(-1);
            return;
        }

        var found = BitSpan.Find(item.Value, bit == 1, first * unit, (last * unit) + unit - 1);
        // Behind a value whose end was not named there are zeros.
        if (found < 0 && bit == 0 && request.Count < 5)
            found = item.Value.Length * 8L;
        context.Reply.Integer(found);
    }

    private static bool TryRange(in RespRequest request, in CommandContext context, out long first, out long last, out int unit)
    {
        (first, last, unit) = (0, -1, 8);
        if (request.Count > 6)
        {
            context.Reply.Raw(RespReplies.SyntaxError);
            return false;
        }

        if (request.Count > 3 && !context.TryInteger(request[3], out first))
            return false;
        if (request.Count > 5 && !BitUnit.TryParse(request[5], context, out unit))
            return false;
        return request.Count <= 4 || context.TryInteger(request[4], out last);
    }
}
