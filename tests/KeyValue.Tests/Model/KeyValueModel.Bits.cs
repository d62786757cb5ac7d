namespace FromScratch.KeyValue.Tests.Model;

internal sealed partial class KeyValueModel
{
    private Reply? OnBits(Command command) => command switch
    {
        SetBit set => SetOne(set),
        GetBit get => BitOffset(get.Offset) is var offset ? Reply.Of(IsSet(TextAt(get.Key) ?? "", offset)) : null,
        BitCount count => CountBits(count),
        _ => null,
    };

    private static long BitOffset(string text)
    {
        const string Error = "ERR bit offset is not an integer or out of range";
        var offset = Integer(text, Error);
        return offset >= 0 && offset < StringBytesMax * 8 ? offset : throw new RefusedException(Error);
    }

    /// <summary>Bit 0 is the highest of the first byte; there are zeros behind the end.</summary>
    private static bool IsSet(string text, long bit) =>
        bit / 8 < text.Length && ((text[(int)(bit / 8)] >> (int)(7 - (bit % 8))) & 1) == 1;

    private Reply SetOne(SetBit set)
    {
        const string Error = "ERR bit is not an integer or out of range";
        var offset = BitOffset(set.Offset);
        var bit = Integer(set.Bit, Error);
        if (bit is not (0 or 1))
            throw new RefusedException(Error);
        var text = TextAt(set.Key) ?? "";
        var at = (int)(offset / 8);
        var bytes = text.PadRight(at + 1, '\0').ToCharArray();
        var mask = 0x80 >> (int)(offset % 8);
        bytes[at] = (char)(bit == 1 ? bytes[at] | mask : bytes[at] & ~mask);
        ReplaceText(set.Key, new string(bytes));
        return Reply.Of(IsSet(text, offset));
    }

    private Reply CountBits(BitCount count)
    {
        if (TextAt(count.Key) is not { } text)
            return Reply.Of(0);
        var (first, last, unit) = (0L, -1L, 8);
        if (count.Range.Length is 1 or > 3)
            throw new RefusedException(SyntaxError);
        if (count.Range.Length > 1)
            (first, last) = (Integer(count.Range[0]), Integer(count.Range[1]));
        if (first < 0 && last < 0 && first > last)
            return Reply.Of(0);
        if (count.Range.Length == 3)
        {
            unit = count.Range[2].ToUpperInvariant() switch
            {
                "BIT" => 1,
                "BYTE" => 8,
                _ => throw new RefusedException(SyntaxError),
            };
        }

        var bits = Enumerable.Range(0, text.Length * 8);
        return Reply.Of(Between(first, last, text.Length * 8 / unit) is var (from, to)
            ? bits.Count(bit => bit / unit >= from && bit / unit <= to && IsSet(text, bit))
            : 0);
    }
}
