using System.Buffers.Text;
using System.Runtime.CompilerServices;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.Protocols.Resp;

/// <summary>
/// Writes replies in the dialect of a connection. Types that only RESP3 knows become in RESP2 what Redis makes of them: maps are flattened,
/// sets and pushes are arrays, doubles, big numbers and verbatim strings are bulk strings, booleans are 1 and 0.
/// </summary>
/// <remarks>An aggregate is its head alone; that many elements, or pairs of them for a map, have to be written behind it.</remarks>
public readonly struct RespWriter(OutputBuffer output, RespVersion version)
{
    /// <summary>A type, a number and a line end.</summary>
    private const int HeadBytesMax = 1 + StrictInteger.BytesMax + 2;

    public OutputBuffer Output { get; } = output;

    public RespVersion Version { get; } = version;

    private bool Is3 => Version == RespVersion.Resp3;

    /// <summary>A whole reply, such as those of <see cref="RespReplies"/>.</summary>
    public void Raw(ReadOnlySpan<byte> reply) => Output.Write(reply);

    public void Ok() => Output.Write(RespReplies.Ok);

    /// <param name="text">Without line ends.</param>
    public void Simple(ReadOnlySpan<byte> text) => Line((byte)'+', text);

    /// <param name="text">Starts with the error's code in capitals. Line ends, which a client's words may have brought in, become spaces.
    /// </param>
    public void Error(ReadOnlySpan<byte> text)
    {
        var span = Output.GetSpan(text.Length + 3);
        span[0] = (byte)'-';
        text.CopyTo(span[1..]);
        BlankLineEnds(span.Slice(1, text.Length));
        EndLine(span, text.Length + 1);
    }

    public void Integer(long value)
    {
        if ((ulong)value <= 9)
        {
            var span = Output.GetSpan(4);
            span[0] = (byte)':';
            span[1] = (byte)('0' + value);
            EndLine(span, 2);
            return;
        }

        Head((byte)':', value);
    }

    public void Bulk(ReadOnlySpan<byte> value)
    {
        var span = Output.GetSpan(HeadBytesMax + value.Length + 2);
        var at = WriteHead(span, (byte)'$', value.Length);
        value.CopyTo(span[at..]);
        EndLine(span, at + value.Length);
    }

    /// <summary>A whole number as a bulk string.</summary>
    public void BulkInteger(long value)
    {
        Span<byte> text = stackalloc byte[StrictInteger.BytesMax];
        Utf8Formatter.TryFormat(value, text, out var length);
        Bulk(text[..length]);
    }

    /// <summary>No value.</summary>
    public void Null() => Output.Write(Is3 ? RespReplies.Null : RespReplies.NullBulk);

    /// <summary>No array.</summary>
    public void NullArray() => Output.Write(Is3 ? RespReplies.Null : RespReplies.NullArray);

    public void Array(int count) => Head((byte)'*', count);

    public void Map(int pairs) => Head(Is3 ? (byte)'%' : (byte)'*', Is3 ? pairs : 2L * pairs);

    public void Set(int count) => Head(Is3 ? (byte)'~' : (byte)'*', count);

    /// <summary>Something the client did not ask for: a message, an invalidation.</summary>
    public void Push(int count) => Head(Is3 ? (byte)'>' : (byte)'*', count);

    public void Boolean(bool value) =>
        Output.Write(Is3 ? value ? RespReplies.True : RespReplies.False : value ? RespReplies.One : RespReplies.Zero);

    public void Double(double value)
    {
        Span<byte> text = stackalloc byte[ShortestDouble.BytesMax];
        LineOrBulk((byte)',', text[..ShortestDouble.Format(value, text)]);
    }

    /// <param name="digits">A whole number of any size in decimal digits.</param>
    public void BigNumber(ReadOnlySpan<byte> digits) => LineOrBulk((byte)'(', digits);

    /// <param name="format">Three letters: txt, mkd.</param>
    /// <param name="text">For a person to read.</param>
    public void Verbatim(ReadOnlySpan<byte> format, ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(format.Length, 3, nameof(format));
        if (!Is3)
        {
            Bulk(text);
            return;
        }

        Head((byte)'=', text.Length + 4L);
        var span = Output.GetSpan(text.Length + 6);
        format.CopyTo(span);
        span[3] = (byte)':';
        text.CopyTo(span[4..]);
        EndLine(span, text.Length + 4);
    }

    private void LineOrBulk(byte type, ReadOnlySpan<byte> text)
    {
        if (Is3)
            Line(type, text);
        else
            Bulk(text);
    }

    private void Line(byte type, ReadOnlySpan<byte> text)
    {
        var span = Output.GetSpan(text.Length + 3);
        span[0] = type;
        text.CopyTo(span[1..]);
        EndLine(span, text.Length + 1);
    }

    private void Head(byte type, long number)
    {
        var span = Output.GetSpan(HeadBytesMax);
        Output.Advance(WriteHead(span, type, number));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteHead(Span<byte> span, byte type, long number)
    {
        span[0] = type;
        var digits = 1;
        if ((ulong)number <= 9)
            span[1] = (byte)('0' + number);
        else
            Utf8Formatter.TryFormat(number, span[1..], out digits);
        span[digits + 1] = (byte)'\r';
        span[digits + 2] = (byte)'\n';
        return digits + 3;
    }

    private void EndLine(Span<byte> span, int length)
    {
        span[length] = (byte)'\r';
        span[length + 1] = (byte)'\n';
        Output.Advance(length + 2);
    }

    private static void BlankLineEnds(Span<byte> text)
    {
        text.Replace((byte)'\r', (byte)' ');
        text.Replace((byte)'\n', (byte)' ');
    }
}
