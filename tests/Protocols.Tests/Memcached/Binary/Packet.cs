using System.Buffers.Binary;
using System.Text;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Protocols.Tests.Memcached.Binary;

/// <summary>A request as a client would put it together; lengths follow the parts unless a test falsifies them.</summary>
internal sealed record Packet(BinaryOpcode Opcode)
{
    public byte[] Extras { get; init; } = [];
    public byte[] Key { get; init; } = [];
    public byte[] Value { get; init; } = [];
    public uint Opaque { get; init; } = 0xdeadbeef;
    public ulong Cas { get; init; }
    public ushort? KeyLength { get; init; }
    public byte? ExtrasLength { get; init; }
    public uint? BodyLength { get; init; }

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    public byte[] ToBytes()
    {
        var bytes = new byte[24 + Extras.Length + Key.Length + Value.Length];
        bytes[0] = 0x80;
        bytes[1] = (byte)Opcode;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), KeyLength ?? (ushort)Key.Length);
        bytes[4] = ExtrasLength ?? (byte)Extras.Length;
        bytes[5] = 0x77; // data type: ignored
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), 0x1234); // vbucket: ignored
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), BodyLength ?? (uint)(bytes.Length - 24));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), Opaque);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), Cas);
        Extras.CopyTo(bytes, 24);
        Key.CopyTo(bytes, 24 + Extras.Length);
        Value.CopyTo(bytes, 24 + Extras.Length + Key.Length);
        return bytes;
    }
}
