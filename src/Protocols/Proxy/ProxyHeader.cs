using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using FromScratch.Core;

namespace FromScratch.Protocols.Proxy;

/// <summary>Reads the header of the PROXY protocol, either version, from the start of a connection. Pure. See PROXY.md.</summary>
public static class ProxyHeader
{
    /// <summary>Nothing valid is longer.</summary>
    public const int BytesMax = V2HeadBytes + V2BodyBytesMax;

    internal const int V2HeadBytes = 16;
    private const int V2BodyBytesMax = 520;
    private const int V1BytesMax = 107;
    private static readonly SearchValues<byte> DigitsAndDots = SearchValues.Create("0123456789."u8);

    internal static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <param name="input">What was received.</param>
    /// <param name="source">The client that the connection is for; null = that of the connection itself.</param>
    /// <param name="consumed">Length of the header; 0 unless Done.</param>
    public static DecodeStatus Read(ReadOnlySpan<byte> input, out IPEndPoint? source, out int consumed)
    {
        source = null;
        consumed = 0;
        if (input.IsEmpty)
            return DecodeStatus.NeedMore;
        return input[0] == Signature[0] ? ReadV2(input, out source, out consumed) : ReadV1(input, out source, out consumed);
    }

    private static DecodeStatus ReadV2(ReadOnlySpan<byte> input, out IPEndPoint? source, out int consumed)
    {
        source = null;
        consumed = 0;
        var known = Math.Min(input.Length, Signature.Length);
        if (!input[..known].SequenceEqual(Signature[..known]))
            return DecodeStatus.Invalid;
        if (input.Length > 12 && input[12] is not (0x20 or 0x21))
            return DecodeStatus.Invalid;
        if (input.Length < V2HeadBytes)
            return DecodeStatus.NeedMore;
        var length = BinaryPrimitives.ReadUInt16BigEndian(input[14..]);
        if (length > V2BodyBytesMax)
            return DecodeStatus.Invalid;
        if (input.Length < V2HeadBytes + length)
            return DecodeStatus.NeedMore;
        consumed = V2HeadBytes + length;
        var body = input.Slice(V2HeadBytes, length);
        if (input[12] == 0x20)
            return DecodeStatus.Done;
        switch (input[13])
        {
            case 0x11 when length >= 12:
                source = new IPEndPoint(new IPAddress(body[..4]), BinaryPrimitives.ReadUInt16BigEndian(body[8..]));
                return DecodeStatus.Done;
            case 0x21 when length >= 36:
                source = new IPEndPoint(new IPAddress(body[..16]), BinaryPrimitives.ReadUInt16BigEndian(body[32..]));
                return DecodeStatus.Done;
            case 0x11 or 0x21:
                consumed = 0;
                return DecodeStatus.Invalid;
            default:
                return DecodeStatus.Done;
        }
    }

    private static DecodeStatus ReadV1(ReadOnlySpan<byte> input, out IPEndPoint? source, out int consumed)
    {
        source = null;
        consumed = 0;
        var start = "PROXY "u8;
        var known = Math.Min(input.Length, start.Length);
        if (!input[..known].SequenceEqual(start[..known]))
            return DecodeStatus.Invalid;
        var end = input[..Math.Min(input.Length, V1BytesMax)].IndexOf((byte)'\n');
        if (end < 0)
            return input.Length < V1BytesMax ? DecodeStatus.NeedMore : DecodeStatus.Invalid;
        if (input[end - 1] != '\r')
            return DecodeStatus.Invalid;
        var line = input[start.Length..(end - 1)];
        consumed = end + 1;
        if (line.SequenceEqual("UNKNOWN"u8) || line.StartsWith("UNKNOWN "u8))
            return DecodeStatus.Done;
        if (TryReadV1(line, out source))
            return DecodeStatus.Done;
        consumed = 0;
        return DecodeStatus.Invalid;
    }

    private static bool TryReadV1(ReadOnlySpan<byte> line, out IPEndPoint? source)
    {
        source = null;
        Span<Range> parts = stackalloc Range[6];
        var text = line;
        var count = 0;
        foreach (var part in text.Split((byte)' '))
        {
            if (count == parts.Length)
                return false;
            parts[count++] = part;
        }

        if (count != 5)
            return false;
        var isV6 = line[parts[0]].SequenceEqual("TCP6"u8);
        if (!isV6 && !line[parts[0]].SequenceEqual("TCP4"u8))
            return false;
        if (!TryReadAddress(line[parts[1]], isV6, out var address) || !TryReadAddress(line[parts[2]], isV6, out _))
            return false;
        if (!TryReadPort(line[parts[3]], out var port) || !TryReadPort(line[parts[4]], out _))
            return false;
        source = new IPEndPoint(address, port);
        return true;
    }

    private static bool TryReadAddress(ReadOnlySpan<byte> text, bool isV6, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.IsEmpty || text.Contains((byte)'%') || text.Contains((byte)'['))
            return false;
        if (!IPAddress.TryParse(text, out var parsed) || text.Contains((byte)':') != isV6)
            return false;
        // 10.1 and 0x7f.1 are addresses to some parsers; here all four numbers stand there, in decimal.
        if (!isV6 && (text.Count((byte)'.') != 3 || text.ContainsAnyExcept(DigitsAndDots)))
            return false;
        address = parsed;
        return true;
    }

    private static bool TryReadPort(ReadOnlySpan<byte> digits, out int port)
    {
        port = 0;
        if (digits.Length is 0 or > 5 || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (digits.Length > 1 && digits[0] == '0'))
            return false;
        return Utf8Parser.TryParse(digits, out port, out _) && port <= ushort.MaxValue;
    }
}
