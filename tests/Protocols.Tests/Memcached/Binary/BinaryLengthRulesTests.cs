using FromScratch.Core;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Protocols.Tests.Memcached.Binary;

/// <summary>Announced lengths that do not belong to the command; what memcached answers to each was seen on a real one.</summary>
public sealed class BinaryLengthRulesTests
{
    [Theory]
    [InlineData(BinaryOpcode.Get, 0, 0, 0)]
    [InlineData(BinaryOpcode.Get, 4, 1, 0)]
    [InlineData(BinaryOpcode.Get, 0, 1, 1)]
    [InlineData(BinaryOpcode.GetQ, 0, 0, 0)]
    [InlineData(BinaryOpcode.GetKQ, 1, 1, 0)]
    [InlineData(BinaryOpcode.Set, 0, 1, 1)]
    [InlineData(BinaryOpcode.Set, 4, 1, 1)]
    [InlineData(BinaryOpcode.Set, 9, 1, 1)]
    [InlineData(BinaryOpcode.Set, 8, 0, 1)]
    [InlineData(BinaryOpcode.AddQ, 7, 1, 1)]
    [InlineData(BinaryOpcode.Replace, 8, 0, 0)]
    [InlineData(BinaryOpcode.Delete, 4, 1, 0)]
    [InlineData(BinaryOpcode.Delete, 0, 1, 1)]
    [InlineData(BinaryOpcode.Delete, 0, 0, 0)]
    [InlineData(BinaryOpcode.Increment, 20, 1, 1)]
    [InlineData(BinaryOpcode.Increment, 20, 0, 0)]
    [InlineData(BinaryOpcode.Increment, 16, 1, 0)]
    [InlineData(BinaryOpcode.DecrementQ, 21, 1, 0)]
    [InlineData(BinaryOpcode.Append, 4, 1, 1)]
    [InlineData(BinaryOpcode.Prepend, 0, 0, 1)]
    [InlineData(BinaryOpcode.Touch, 0, 1, 0)]
    [InlineData(BinaryOpcode.Touch, 4, 0, 0)]
    [InlineData(BinaryOpcode.Gat, 8, 1, 0)]
    [InlineData(BinaryOpcode.GatKQ, 3, 1, 0)]
    [InlineData(BinaryOpcode.Flush, 2, 0, 0)]
    [InlineData(BinaryOpcode.Flush, 8, 0, 0)]
    [InlineData(BinaryOpcode.Flush, 4, 1, 0)]
    [InlineData(BinaryOpcode.FlushQ, 0, 0, 1)]
    [InlineData(BinaryOpcode.NoOp, 0, 1, 0)]
    [InlineData(BinaryOpcode.NoOp, 0, 0, 1)]
    [InlineData(BinaryOpcode.Version, 0, 1, 0)]
    [InlineData(BinaryOpcode.Quit, 1, 0, 0)]
    [InlineData(BinaryOpcode.QuitQ, 0, 0, 1)]
    [InlineData(BinaryOpcode.Stat, 4, 0, 0)]
    [InlineData(BinaryOpcode.SaslListMechanisms, 0, 1, 0)]
    [InlineData(BinaryOpcode.SaslAuth, 0, 0, 1)]
    [InlineData(BinaryOpcode.SaslStep, 1, 1, 1)]
    [InlineData(BinaryOpcode.Get, 0, 251, 0)]
    [InlineData((BinaryOpcode)0x70, 0, 251, 0)]
    [InlineData(BinaryOpcode.Touch, 4, 1, 5000)]
    public void Lengths_of_another_command_are_invalid(BinaryOpcode opcode, int extras, int key, int value) =>
        Assert.Equal(
            BinaryFault.InvalidLengths,
            FaultOf(new Packet(opcode) { Extras = new byte[extras], Key = new byte[key], Value = new byte[value] }));

    [Theory]
    [InlineData(BinaryOpcode.Get, 0, 1, 0u)]
    [InlineData(BinaryOpcode.Set, 8, 3, 10u)]
    [InlineData(BinaryOpcode.Set, 255, 65535, 100u)]
    [InlineData((BinaryOpcode)0xff, 1, 0, 0u)]
    public void Parts_longer_than_the_body_contradict_it(BinaryOpcode opcode, byte extras, ushort key, uint body) =>
        Assert.Equal(
            BinaryFault.LengthsContradict,
            FaultOf(new Packet(opcode) { ExtrasLength = extras, KeyLength = key, BodyLength = body }));

    [Theory]
    [InlineData(BinaryOpcode.Set, uint.MaxValue)]
    [InlineData(BinaryOpcode.Append, (1u << 30) + 1)]
    [InlineData(BinaryOpcode.Stat, 1u << 31)]
    [InlineData((BinaryOpcode)0x99, uint.MaxValue)]
    public void A_body_of_over_a_gibibyte_is_absurd(BinaryOpcode opcode, uint body) =>
        Assert.Equal(BinaryFault.InvalidLengths, FaultOf(new Packet(opcode) { BodyLength = body }));

    private static BinaryFault FaultOf(Packet packet)
    {
        // The header alone decides: nothing of such a body is waited for.
        Assert.Equal(DecodeStatus.Invalid, BinaryRequestDecoder.Decode(packet.ToBytes().AsSpan(0, 24), 4096, out var request));
        return request.Fault;
    }
}
