using System.Buffers.Binary;
using FromScratch.Core;

namespace FromScratch.Protocols.Memcached;

/// <summary>One command line: its verb and its text without the line end.</summary>
public readonly ref struct TextLine
{
    private static readonly uint GetAndSpace = BinaryPrimitives.ReadUInt32LittleEndian("get "u8);

    private TextLine(TextVerb verb, ReadOnlySpan<byte> text, int verbLength, int wireLength)
    {
        Verb = verb;
        Text = text;
        VerbLength = verbLength;
        WireLength = wireLength;
    }

    public TextVerb Verb { get; }

    /// <summary>The line without its end.</summary>
    public ReadOnlySpan<byte> Text { get; }

    public int VerbLength { get; }

    /// <summary>What follows the verb.</summary>
    public ReadOnlySpan<byte> Arguments => Text[VerbLength..];

    /// <summary>Bytes that the line takes from the input, its end included.</summary>
    public int WireLength { get; }

    /// <summary>
    /// Finds the line at the start of the input: it ends at the first newline, a carriage return before that belongs to the end.
    /// Invalid = longer than any command may be, and not the start of a multiget.
    /// </summary>
    public static DecodeStatus Read(ReadOnlySpan<byte> input, out TextLine line)
    {
        var newline = input.IndexOf((byte)'\n');
        if (newline < 0)
        {
            line = default;
            return input.Length > TextLimits.UnfinishedLineBytesMax && !MayBecomeMultiget(input)
                ? DecodeStatus.Invalid
                : DecodeStatus.NeedMore;
        }

        var wireLength = newline + 1;
        var text = input[..(newline > 0 && input[newline - 1] == '\r' ? newline - 1 : newline)];
        if (text.Length > 4 && BinaryPrimitives.ReadUInt32LittleEndian(text) == GetAndSpace)
        {
            line = new TextLine(TextVerb.Get, text, 3, wireLength);
            return DecodeStatus.Done;
        }

        if (wireLength < TextLimits.LineBytesMin)
        {
            line = new TextLine(TextVerb.TooShort, text, text.Length, wireLength);
            return DecodeStatus.Done;
        }

        var verbLength = text.IndexOf((byte)' ');
        if (verbLength < 0)
            verbLength = text.Length;
        line = new TextLine(TextVerbs.Recognise(text[..verbLength]), text, verbLength, wireLength);
        return DecodeStatus.Done;
    }

    /// <summary>The same line read from its first word on, however many spaces stand before it.</summary>
    public TextLine SkipLeadingSpaces()
    {
        var text = Text.TrimStart((byte)' ');
        var verbLength = text.IndexOf((byte)' ');
        if (verbLength < 0)
            verbLength = text.Length;
        return new TextLine(TextVerbs.Recognise(text[..verbLength]), text, verbLength, WireLength);
    }

    private static bool MayBecomeMultiget(ReadOnlySpan<byte> input)
    {
        var trimmed = input.TrimStart((byte)' ');
        return input.Length - trimmed.Length <= TextLimits.LeadingSpacesMax
            && (trimmed.StartsWith("get "u8) || trimmed.StartsWith("gets "u8));
    }
}
