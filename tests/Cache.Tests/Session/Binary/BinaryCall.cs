using System.Buffers.Binary;
using System.Text;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Tests.Session.Binary;

/// <summary>A request as a client would send it; texts are Latin-1.</summary>
internal sealed record BinaryCall(BinaryOpcode Opcode, byte[] Extras, string Key = "", string Value = "")
{
    public ulong Cas { get; init; }

    public uint Opaque { get; init; }

    /// <summary>Announced instead of the real body length.</summary>
    public uint? BodyLength { get; init; }

    public static BinaryCall Of(BinaryOpcode opcode, string key = "", string value = "") => new(opcode, [], key, value);

    public static BinaryCall Store(BinaryOpcode opcode, string key, string value, uint flags = 0, uint expiration = 0) =>
        new(opcode, [.. Network(flags), .. Network(expiration)], key, value);

    public static BinaryCall Touch(BinaryOpcode opcode, string key, uint expiration) => new(opcode, Network(expiration), key);

    public static BinaryCall Delta(BinaryOpcode opcode, string key, ulong delta, ulong initial = 0, uint expiration = uint.MaxValue) =>
        new(opcode, [.. Network(delta), .. Network(initial), .. Network(expiration)], key);

    public byte[] ToBytes()
    {
        var key = Encoding.Latin1.GetBytes(Key);
        var value = Encoding.Latin1.GetBytes(Value);
        var header = new byte[24];
        header[0] = 0x80;
        header[1] = (byte)Opcode;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)key.Length);
        header[4] = (byte)Extras.Length;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), BodyLength ?? (uint)(Extras.Length + key.Length + value.Length));
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(12), Opaque);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(16), Cas);
        return [.. header, .. Extras, .. key, .. value];
    }

    public static byte[] Network(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Network(ulong number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes;
    }
}
