using System.Buffers.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;
using ValueType = FromScratch.KeyValue.Engine.ValueType;

namespace FromScratch.KeyValue.Commands.Hashes;

/// <summary>HINCRBY and HINCRBYFLOAT. A missing field counts from zero.</summary>
internal static class HashCounterCommands
{
    public static void HIncrBy(in RespRequest request, in CommandContext context)
    {
        if (!context.TryInteger(request[3], out var increment) || !TryField(request, context, out var text))
            return;
        if (!StrictInteger.TryParse(text, out var value))
        {
            context.Reply.Error("ERR hash value is not an integer"u8);
            return;
        }

        var sum = unchecked(value + increment);
        if (((value ^ sum) & (increment ^ sum)) < 0)
        {
            context.Reply.Error(Errors.Overflow);
            return;
        }

        Span<byte> sumText = stackalloc byte[StrictInteger.BytesMax];
        Utf8Formatter.TryFormat(sum, sumText, out var length);
        context.Keys.OpenHash(request[1]).Set(request[2], sumText[..length]);
        context.Reply.Integer(sum);
    }

    public static void HIncrByFloat(in RespRequest request, in CommandContext context)
    {
        if (!context.TryFloat(request[3], out var increment))
            return;
        if (!increment.IsFinite)
        {
            context.Reply.Error("ERR value is NaN or Infinity"u8);
            return;
        }

        if (!TryField(request, context, out var text))
            return;
        if (!ExtendedFloatParser.TryParse(text, out var value))
        {
            context.Reply.Error("ERR hash value is not a float"u8);
            return;
        }

        var sum = value + increment;
        if (!sum.IsFinite)
        {
            context.Reply.Error(Errors.NotFinite);
            return;
        }

        var sumText = sum.ToBytes();
        context.Keys.OpenHash(request[1]).Set(request[2], sumText);
        context.Reply.Bulk(sumText);
    }

    /// <summary>The field's value, 0 where there is none. False = the key holds another type: the error is written.</summary>
    private static bool TryField(in RespRequest request, in CommandContext context, out ReadOnlySpan<byte> text)
    {
        var item = context.FindToWrite(request[1]);
        text = "0"u8;
        if (context.IsWrongType(item, ValueType.Hash))
            return false;
        if (item.Exists && context.Keys.FieldsOf(item).TryGet(request[2], out var value))
            text = value;
        return true;
    }
}
