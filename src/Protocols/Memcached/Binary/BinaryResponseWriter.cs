using System.Buffers.Binary;
using FromScratch.Core.Buffers;

namespace FromScratch.Protocols.Memcached.Binary;

/// <summary>
/// Writes responses: a header of 24 bytes (magic 0x81, opcode as requested, key length, extras length, data type 0,
/// status, body length, opaque, cas), then extras, key and value.
/// </summary>
public static class BinaryResponseWriter
{
    public const int HeaderBytes = 24;
    public const byte Magic = 0x81;

    /// <param name="destination">At least <see cref="HeaderBytes"/> long.</param>
    public static void WriteHeader(
        Span<byte> destination, in BinaryRequestHeader request, BinaryStatus status,
        int extrasLength, int keyLength, int valueLength, ulong cas)
    {
        var header = destination[..HeaderBytes];
        header[0] = Magic;
        header[1] = (byte)request.Opcode;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)keyLength);
        header[4] = (byte)extrasLength;
        header[5] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)status);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], extrasLength + keyLength + valueLength);
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], request.Opaque);
        BinaryPrimitives.WriteUInt64BigEndian(header[16..], cas);
    }

    /// <summary>A response without extras.</summary>
    public static void Write(
        OutputBuffer output, in BinaryRequestHeader request, BinaryStatus status,
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong cas)
    {
        var total = HeaderBytes + key.Length + value.Length;
        var destination = output.GetSpan(total);
        WriteHeader(destination, request, status, 0, key.Length, value.Length, cas);
        key.CopyTo(destination[HeaderBytes..]);
        value.CopyTo(destination[(HeaderBytes + key.Length)..]);
        output.Advance(total);
    }

    /// <summary>An error: the status and its words.</summary>
    public static void WriteError(OutputBuffer output, in BinaryRequestHeader request, BinaryStatus status) =>
        Write(output, request, status, [], status.Text(), 0);
}
