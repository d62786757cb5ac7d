using FromScratch.Core;

namespace FromScratch.Protocols.Http;

/// <summary>The line before the data of a chunk (RFC 9112 section 7.1): hex digits, perhaps extensions, CRLF.</summary>
/// <param name="Size">Bytes of data; 0 for the last chunk.</param>
/// <param name="ExtensionBytes">What stands between size and line end.</param>
/// <param name="Bytes">The whole line.</param>
internal readonly record struct ChunkLine(long Size, int ExtensionBytes, int Bytes)
{
    /// <summary>Enough for every long; more would be leading zeros, which nobody needs, or an overflow.</summary>
    private const int DigitsMax = 16;

    public static DecodeStatus Read(ReadOnlySpan<byte> input, HttpLimits limits, out ChunkLine line, out HttpParseError error)
    {
        line = default;
        error = HttpParseError.None;
        var status = ReadSize(input, out var size, out var digits);
        if (status == DecodeStatus.Invalid)
            return FieldLine.Fail(HttpParseError.BadChunk, out error);
        if (status == DecodeStatus.NeedMore)
            return status;
        var rest = input[digits..];
        if (rest[0] is not ((byte)'\r' or (byte)';'))
            return FieldLine.Fail(HttpParseError.BadChunk, out error);
        var extension = rest[..Math.Min(rest.Length, limits.ChunkExtensionBytesMax + 1)].IndexOfAny(HttpCharacters.FieldStop);
        if (extension < 0)
            return rest.Length <= limits.ChunkExtensionBytesMax
                ? DecodeStatus.NeedMore
                : FieldLine.Fail(HttpParseError.ChunkExtensionTooLong, out error);
        status = FieldLine.ReadLineEnd(rest, extension, out error);
        if (status == DecodeStatus.Invalid)
            return FieldLine.Fail(HttpParseError.BadChunk, out error);
        line = new ChunkLine(size, extension, digits + extension + 2);
        return status;
    }

    /// <summary>NeedMore as long as another digit may follow.</summary>
    private static DecodeStatus ReadSize(ReadOnlySpan<byte> input, out long size, out int digits)
    {
        size = 0;
        for (digits = 0; digits < input.Length; digits++)
        {
            var digit = ValueOf(input[digits]);
            if (digit > 15)
                return digits == 0 ? DecodeStatus.Invalid : DecodeStatus.Done;
            if (digits == DigitsMax || size > long.MaxValue >> 4)
                return DecodeStatus.Invalid;
            size = size << 4 | (uint)digit;
        }

        return DecodeStatus.NeedMore;
    }

    private static int ValueOf(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => int.MaxValue,
    };
}
