using FromScratch.Core;
using FromScratch.Protocols.Memcached.Binary;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Memcached.Binary;

public sealed class BinaryRequestDecoderTests
{
    private const int StorableBytesMax = 4096;

    /// <summary>Every opcode with lengths that it allows.</summary>
    public static TheoryData<BinaryOpcode, int, string, string> WellFormed()
    {
        var data = new TheoryData<BinaryOpcode, int, string, string>();
        foreach (var opcode in Enum.GetValues<BinaryOpcode>())
        {
            switch (opcode.Loud())
            {
                case BinaryOpcode.Get or BinaryOpcode.GetK or BinaryOpcode.Delete:
                    data.Add(opcode, 0, "key", "");
                    data.Add(opcode, 0, new string('k', 250), "");
                    break;
                case BinaryOpcode.Set or BinaryOpcode.Add or BinaryOpcode.Replace:
                    data.Add(opcode, 8, "key", "value");
                    data.Add(opcode, 8, "key", "");
                    break;
                case BinaryOpcode.Append or BinaryOpcode.Prepend:
                    data.Add(opcode, 0, "key", "value");
                    data.Add(opcode, 0, "key", "");
                    break;
                case BinaryOpcode.Increment or BinaryOpcode.Decrement:
                    data.Add(opcode, 20, "key", "");
                    break;
                case BinaryOpcode.Touch or BinaryOpcode.Gat or BinaryOpcode.GatK:
                    data.Add(opcode, 4, "key", "");
                    data.Add(opcode, 4, "key", "ignored");
                    break;
                case BinaryOpcode.Flush:
                    data.Add(opcode, 0, "", "");
                    data.Add(opcode, 4, "", "");
                    break;
                case BinaryOpcode.Stat:
                    data.Add(opcode, 0, "", "");
                    data.Add(opcode, 0, "items", "");
                    break;
                case BinaryOpcode.SaslAuth or BinaryOpcode.SaslStep:
                    data.Add(opcode, 0, "PLAIN", "\0user\0pass");
                    break;
                default:
                    data.Add(opcode, 0, "", "");
                    break;
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(WellFormed))]
    public void A_whole_request_is_read_into_its_parts(BinaryOpcode opcode, int extrasLength, string key, string value)
    {
        var packet = new Packet(opcode)
        {
            Extras = Pattern(extrasLength),
            Key = Packet.Ascii(key),
            Value = Packet.Ascii(value),
            Opaque = 0x01020304,
            Cas = 0x1122334455667788,
        };
        byte[] input = [.. packet.ToBytes(), .. "next"u8];

        var status = BinaryRequestDecoder.Decode(input, StorableBytesMax, out var request);

        Assert.Equal(DecodeStatus.Done, status);
        Assert.Equal(BinaryFault.None, request.Fault);
        Assert.Equal(opcode, request.Header.Opcode);
        Assert.Equal(0x01020304u, request.Header.Opaque);
        Assert.Equal(0x1122334455667788ul, request.Header.Cas);
        Assert.Equal(input.Length - 4, request.Header.TotalBytes);
        Assert.Equal(packet.Extras, request.Extras);
        Assert.Equal(packet.Key, request.Key);
        Assert.Equal(packet.Value, request.Value);
    }

    [Theory]
    [MemberData(nameof(WellFormed))]
    public void Every_shorter_piece_asks_for_more_and_says_how_much(BinaryOpcode opcode, int extrasLength, string key, string value)
    {
        var input = new Packet(opcode) { Extras = Pattern(extrasLength), Key = Packet.Ascii(key), Value = Packet.Ascii(value) }.ToBytes();

        for (var length = 0; length < input.Length; length++)
        {
            var status = BinaryRequestDecoder.Decode(input.AsSpan(0, length), StorableBytesMax, out var request);
            Assert.Equal(DecodeStatus.NeedMore, status);
            Assert.Equal(length < 24 ? 24 : input.Length, request.BytesWanted);
        }
    }

    [Fact]
    public void Extras_are_read_in_network_order()
    {
        var set = Decode(new Packet(BinaryOpcode.Set) { Extras = [1, 2, 3, 4, 5, 6, 7, 8], Key = "k"u8.ToArray() });
        Assert.Equal(0x01020304u, set.ClientFlags);
        Assert.Equal(0x05060708u, set.StoreExpiration);

        var delta = Decode(new Packet(BinaryOpcode.Increment) { Extras = Pattern(20), Key = "k"u8.ToArray() });
        Assert.Equal(0x0102030405060708ul, delta.Delta);
        Assert.Equal(0x090a0b0c0d0e0f10ul, delta.Initial);
        Assert.Equal(0x11121314u, delta.DeltaExpiration);

        Assert.Equal(0x01020304u, Decode(new Packet(BinaryOpcode.Touch) { Extras = Pattern(4), Key = "k"u8.ToArray() }).Expiration);
        Assert.Equal(0u, Decode(new Packet(BinaryOpcode.Flush)).Expiration);
    }

    [Fact]
    public void A_value_over_the_limit_is_refused_once_its_key_is_there_and_before_its_body_is()
    {
        var packet = new Packet(BinaryOpcode.Set) { Extras = new byte[8], Key = "key"u8.ToArray(), BodyLength = StorableBytesMax + 1 };
        var input = packet.ToBytes();

        for (var length = 0; length < input.Length; length++)
            Assert.Equal(DecodeStatus.NeedMore, BinaryRequestDecoder.Decode(input.AsSpan(0, length), StorableBytesMax, out _));
        Assert.Equal(DecodeStatus.Invalid, BinaryRequestDecoder.Decode(input, StorableBytesMax, out var request));
        Assert.Equal(BinaryFault.ValueTooLarge, request.Fault);
        Assert.Equal("key"u8, request.Key);
        Assert.Equal(24 + StorableBytesMax + 1, request.Header.TotalBytes);
    }

    [Fact]
    public void A_value_at_the_limit_is_waited_for()
    {
        var input = new Packet(BinaryOpcode.Set) { Extras = new byte[8], Key = "key"u8.ToArray(), BodyLength = StorableBytesMax }.ToBytes();

        Assert.Equal(DecodeStatus.NeedMore, BinaryRequestDecoder.Decode(input, StorableBytesMax, out var request));
        Assert.Equal(24 + StorableBytesMax, request.BytesWanted);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x81)]
    [InlineData((byte)'g')]
    public void A_wrong_first_byte_is_no_request(byte first)
    {
        Assert.Equal(DecodeStatus.Invalid, BinaryRequestDecoder.Decode([first], StorableBytesMax, out var request));
        Assert.Equal(BinaryFault.BadMagic, request.Fault);
    }

    [Fact]
    public void Every_opcode_without_a_name_is_unknown()
    {
        var known = Enum.GetValues<BinaryOpcode>().ToHashSet();
        for (var opcode = 0; opcode <= byte.MaxValue; opcode++)
        {
            if (known.Contains((BinaryOpcode)opcode))
                continue;
            var input = new Packet((BinaryOpcode)opcode) { Extras = new byte[4], Key = "key"u8.ToArray(), BodyLength = 100_000 }.ToBytes();
            Assert.Equal(DecodeStatus.Invalid, BinaryRequestDecoder.Decode(input, StorableBytesMax, out var request));
            Assert.Equal(BinaryFault.UnknownCommand, request.Fault);
        }
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        var input = new Packet(BinaryOpcode.Set) { Extras = new byte[8], Key = "key"u8.ToArray(), Value = "value"u8.ToArray() }.ToBytes();
        Assert.Equal(0, Allocations.OfThread(() => BinaryRequestDecoder.Decode(input, StorableBytesMax, out _), 1000));
    }

    private static byte[] Pattern(int length) => [.. Enumerable.Range(1, length).Select(i => (byte)i)];

    private static BinaryRequest Decode(Packet packet)
    {
        Assert.Equal(DecodeStatus.Done, BinaryRequestDecoder.Decode(packet.ToBytes(), StorableBytesMax, out var request));
        return request;
    }
}
