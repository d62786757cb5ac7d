using FromScratch.Core;
using FromScratch.Protocols.Memcached.Binary;
using FsCheck.Xunit;

namespace FromScratch.Protocols.Tests.Memcached.Binary;

public sealed class BinaryFuzzTests
{
    [Property(MaxTest = 2000)]
    public void Any_bytes_behind_the_magic_are_judged_within_bounds(byte[] bytes) => AssertSane([0x80, .. bytes]);

    [Property(MaxTest = 2000)]
    public void A_request_with_a_few_bytes_changed_is_judged_within_bounds(
        byte opcode, byte[] key, byte[] value, (byte Position, byte Byte)[] changes)
    {
        var extras = new byte[(opcode % 4) switch { 0 => 0, 1 => 4, 2 => 8, _ => 20 }];
        var input = new Packet((BinaryOpcode)(opcode % 0x28)) { Extras = extras, Key = key, Value = value }.ToBytes();
        foreach (var (position, changed) in changes)
            input[position % input.Length] = changed;
        AssertSane(input);
    }

    private static void AssertSane(byte[] input)
    {
        var status = BinaryRequestDecoder.Decode(input, 1000, out var request);
        switch (status)
        {
            case DecodeStatus.Done:
                Assert.InRange(request.Header.TotalBytes, 24, input.Length);
                Assert.Equal(request.Header.BodyLength, (uint)(request.Extras.Length + request.Key.Length + request.Value.Length));
                break;
            case DecodeStatus.NeedMore:
                Assert.InRange(request.BytesWanted, input.Length + 1, 24 + 1000 + byte.MaxValue + 250);
                break;
            default:
                Assert.NotEqual(BinaryFault.None, request.Fault);
                break;
        }
    }
}
