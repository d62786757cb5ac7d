using System.Buffers.Binary;
using System.Text;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Tests.Session.Binary;

/// <summary>A response taken apart; texts are Latin-1.</summary>
internal sealed record BinaryReply(
    BinaryOpcode Opcode, BinaryStatus Status, byte[] Extras, string Key, string Value, uint Opaque, ulong Cas)
{
    public ulong Number => BinaryPrimitives.ReadUInt64BigEndian(Encoding.Latin1.GetBytes(Value));

    public uint ClientFlags => BinaryPrimitives.ReadUInt32BigEndian(Extras);

    public static List<BinaryReply> ParseAll(ReadOnlySpan<byte> bytes)
    {
        var replies = new List<BinaryReply>();
        while (!bytes.IsEmpty)
        {
            Assert.Equal(0x81, bytes[0]);
            Assert.Equal(0, bytes[5]);
            var keyLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            var bodyLength = BinaryPrimitives.ReadInt32BigEndian(bytes[8..]);
            var body = bytes.Slice(24, bodyLength);
            replies.Add(new BinaryReply(
                (BinaryOpcode)bytes[1],
                (BinaryStatus)BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]),
                body[..bytes[4]].ToArray(),
                Encoding.Latin1.GetString(body.Slice(bytes[4], keyLength)),
                Encoding.Latin1.GetString(body[(bytes[4] + keyLength)..]),
                BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
                BinaryPrimitives.ReadUInt64BigEndian(bytes[16..])));
            bytes = bytes[(24 + bodyLength)..];
        }

        return replies;
    }
}
