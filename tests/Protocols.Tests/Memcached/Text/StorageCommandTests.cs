using System.Text;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Protocols.Tests.Memcached.Text;

public sealed class StorageCommandTests
{
    [Fact]
    public void A_set_line_is_taken_apart()
    {
        Assert.Equal(StorageParse.Ok, Parse("set key 5 -3 12 noreply\r\n", out var command));
        Assert.Equal("key"u8, command.Key);
        Assert.Equal(5u, command.ClientFlags);
        Assert.Equal(-3, command.Exptime);
        Assert.Equal(12, command.ValueLength);
        Assert.True(command.NoReply);
    }

    [Fact]
    public void A_cas_line_has_its_id()
    {
        Assert.Equal(StorageParse.Ok, Parse("cas key 0 0 1 18446744073709551615\r\n", out var command));
        Assert.Equal(ulong.MaxValue, command.Cas);
        Assert.False(command.NoReply);
    }

    [Theory]
    [InlineData("set\r\n", StorageParse.Malformed)]
    [InlineData("set k\r\n", StorageParse.Malformed)]
    [InlineData("set k 0 0\r\n", StorageParse.Malformed)]
    [InlineData("set k 0 0 -1\r\n", StorageParse.Malformed)]
    [InlineData("set k 0 0 x\r\n", StorageParse.Malformed)]
    [InlineData("set k 0 0 +1\r\n", StorageParse.Malformed)]
    [InlineData("set k 0 0 2147483646\r\n", StorageParse.Malformed)]
    [InlineData("set k 0 0 2147483645\r\n", StorageParse.Ok)]
    [InlineData("set k x 0 1\r\n", StorageParse.Refused)]
    [InlineData("set k -1 0 1\r\n", StorageParse.Refused)]
    [InlineData("set k 0 x 1\r\n", StorageParse.Refused)]
    [InlineData("cas k 0 0 1\r\n", StorageParse.Refused)]
    [InlineData("cas k 0 0 1 noreply\r\n", StorageParse.Refused)]
    [InlineData("cas k 0 0 1 -1\r\n", StorageParse.Refused)]
    public void A_bad_line_says_whether_its_value_has_to_be_swallowed(string wire, StorageParse expected) =>
        Assert.Equal(expected, Parse(wire, out _));

    [Theory]
    [InlineData(250, StorageParse.Ok)]
    [InlineData(251, StorageParse.Refused)]
    public void Keys_have_at_most_250_bytes(int length, StorageParse expected) =>
        Assert.Equal(expected, Parse($"set {new string('k', length)} 0 0 1\r\n", out _));

    private static StorageParse Parse(string wire, out StorageCommand command)
    {
        TextLine.Read(Encoding.Latin1.GetBytes(wire), out var line);
        return StorageCommand.Parse(line, out command);
    }
}
