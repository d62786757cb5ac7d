using System.Buffers.Binary;
using FromScratch.Core;

namespace FromScratch.Protocols.Tls;

/// <summary>
/// Finds the server name in the first bytes of a TLS connection (RFC 8446 section 4.1.2, RFC 6066 section 3), for a proxy that passes
/// the connection on without ending it. Pure; keeps nothing.
/// </summary>
public static class ClientHello
{
    /// <summary>A hello that is longer, post-quantum key shares included, is not looked at.</summary>
    public const int BytesMax = 16 * 1024;

    private const int RecordHeadBytes = 5;

    /// <param name="input">What was received.</param>
    /// <param name="name">Place of the name; empty when the client asks for none.</param>
    /// <param name="length">Bytes of the name.</param>
    /// <returns>Invalid when this is no TLS, or not one that can be read in one record.</returns>
    public static DecodeStatus ReadName(ReadOnlySpan<byte> input, out int name, out int length)
    {
        (name, length) = (0, 0);
        if (input.IsEmpty)
            return DecodeStatus.NeedMore;
        if (input[0] != 0x16 || (input.Length > 1 && input[1] != 3))
            return DecodeStatus.Invalid;
        if (input.Length < RecordHeadBytes)
            return DecodeStatus.NeedMore;
        var record = BinaryPrimitives.ReadUInt16BigEndian(input[3..]);
        if (record is < 42 or > BytesMax)
            return DecodeStatus.Invalid;
        if (input.Length < RecordHeadBytes + record)
            return DecodeStatus.NeedMore;
        var reader = new Reader(input[..(RecordHeadBytes + record)], RecordHeadBytes);
        return TryRead(ref reader, out name, out length) ? DecodeStatus.Done : DecodeStatus.Invalid;
    }

    private static bool TryRead(ref Reader hello, out int name, out int length)
    {
        (name, length) = (0, 0);
        // Type and length of the message, version, random; session, ciphers and compressions, each with its length before it.
        if (!hello.TryByte(out var type) || type != 1 || !hello.TrySkip(3 + 2 + 32))
            return false;
        if (!hello.TrySkipBlock(1) || !hello.TrySkipBlock(2) || !hello.TrySkipBlock(1))
            return false;
        if (hello.IsEnd)
            return true;
        if (!hello.TryLength(2, out _))
            return false;
        while (!hello.IsEnd)
        {
            if (!hello.TryLength(2, out var kind) || !hello.TryLength(2, out var size))
                return false;
            if (kind == 0)
                return TryReadNames(ref hello, out name, out length);
            if (!hello.TrySkip(size))
                return false;
        }

        return true;
    }

    /// <summary>A list of which only host names, kind 0, were ever defined.</summary>
    private static bool TryReadNames(ref Reader hello, out int name, out int length)
    {
        (name, length) = (0, 0);
        if (!hello.TryLength(2, out _) || !hello.TryByte(out var kind) || kind != 0 || !hello.TryLength(2, out var size))
            return false;
        var start = hello.At;
        if (!hello.TrySkip(size))
            return false;
        (name, length) = (start, size);
        return true;
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes, int at)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int At { get; private set; } = at;

        public readonly bool IsEnd => At == _bytes.Length;

        public bool TryByte(out int value) => TryLength(1, out value);

        public bool TryLength(int size, out int value)
        {
            value = 0;
            if (_bytes.Length - At < size)
                return false;
            for (; size > 0; size--)
                value = value << 8 | _bytes[At++];
            return true;
        }

        public bool TrySkip(int count)
        {
            if (count > _bytes.Length - At)
                return false;
            At += count;
            return true;
        }

        public bool TrySkipBlock(int lengthBytes) => TryLength(lengthBytes, out var count) && TrySkip(count);
    }
}
