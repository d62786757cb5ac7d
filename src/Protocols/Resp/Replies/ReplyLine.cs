using System.Buffers.Text;
using System.Text;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.Protocols.Resp.Replies;

/// <summary>Judges what stands between a reply's type and its first line end.</summary>
internal static class ReplyLine
{
    /// <summary>False = no reply of this type looks like that. The number is an integer's value, or a length or count; -1 = null.</summary>
    public static bool TryRead(RespType type, ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return type switch
        {
            RespType.SimpleString or RespType.Error => text.IndexOf((byte)'\n') < 0,
            RespType.Integer => TryParseInteger(text, out number),
            RespType.Null => text.IsEmpty,
            RespType.Boolean => text is [(byte)'t' or (byte)'f'],
            RespType.Double => TryParseDouble(text, out _),
            RespType.BigNumber => IsWholeNumber(text),
            RespType.BulkString or RespType.Array => StrictInteger.TryParse(text, out number) && number >= -1,
            RespType.VerbatimString => StrictInteger.TryParse(text, out number) && number >= 4,
            RespType.BulkError or RespType.Map or RespType.Set or RespType.Push or RespType.Attribute =>
                StrictInteger.TryParse(text, out number) && number >= 0,
            _ => false,
        };
    }

    public static bool TryParseDouble(ReadOnlySpan<byte> text, out double value)
    {
        var unsigned = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        var negative = text is [(byte)'-', ..];
        value = double.NaN;
        if (Ascii.EqualsIgnoreCase(unsigned, "nan"u8))
            return true;
        if (Ascii.EqualsIgnoreCase(unsigned, "inf"u8))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        return unsigned is [(>= (byte)'0' and <= (byte)'9') or (byte)'.', ..]
            && Utf8Parser.TryParse(text, out value, out var used)
            && used == text.Length;
    }

    /// <summary>Integers of replies may have a plus sign.</summary>
    private static bool TryParseInteger(ReadOnlySpan<byte> text, out long value) =>
        StrictInteger.TryParse(text is [(byte)'+', (>= (byte)'0' and <= (byte)'9'), ..] ? text[1..] : text, out value);

    private static bool IsWholeNumber(ReadOnlySpan<byte> text)
    {
        var digits = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
