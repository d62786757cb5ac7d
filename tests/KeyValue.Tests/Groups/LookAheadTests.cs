using System.Text;
using FromScratch.Core;
using FromScratch.KeyValue.Client;
using FromScratch.KeyValue.Store;
using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>What is looked at before it is executed.</summary>
public sealed class LookAheadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("*3\r\n$3\r\nSET\r\n$5\r\nhello\r\n$1\r\n1\r\n", "hello")]
    [InlineData("*2\r\n$4\r\nINCR\r\n$0\r\n\r\n", "")]
    [InlineData("*1\r\n$4\r\nPING\r\n", null)]
    [InlineData("*2\r\n$4\r\nINCR\r\n$9\r\nshort\r\n", null)]
    [InlineData("*2\r\n$999999999999\r\nINCR\r\n$1\r\na\r\n", null)]
    [InlineData("", null)]
    public void TheFirstKeyIsFound(string wire, string? key) => Assert.Equal(key, FirstKey(Encoding.ASCII.GetBytes(wire)));

    [Fact]
    public void TheKeysOfCommandsInARowAreFound()
    {
        ReadOnlySpan<byte> wire = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$2\r\n12\r\n*2\r\n$4\r\nINCR\r\n$2\r\nbc\r\n"u8;
        Assert.True(KeyHint.TryTakeKey(ref wire, out var first));
        Assert.True(KeyHint.TryTakeKey(ref wire, out var second));
        Assert.Equal("a|bc", $"{Encoding.ASCII.GetString(first)}|{Encoding.ASCII.GetString(second)}");
        Assert.False(KeyHint.TryTakeKey(ref wire, out _));
    }

    [Fact]
    public void NothingComesOfWrongBytes() => Seeds.ForEach(5, random =>
    {
        var wire = "*3\r\n$3\r\nSET\r\n$5\r\nhello\r\n$1\r\n1\r\n"u8.ToArray();
        for (var i = 0; i < 2000; i++)
        {
            var damaged = wire[..random.NextInt32(wire.Length + 1)];
            for (var byteCount = random.NextInt32(4); byteCount > 0 && damaged.Length > 0; byteCount--)
                damaged[random.NextInt32(damaged.Length)] = (byte)random.NextInt32(256);
            Assert.InRange(FirstKey(damaged)?.Length ?? 0, 0, damaged.Length);
        }
    });

    [Fact]
    public async Task FollowersApplyEntriesOfEveryLengthInTheirOrder()
    {
        await using var group = await GroupInProcess.StartAsync();
        group.LeadBy(0);
        var random = new SeededRandom(11);
        using (var client = RespConnection.Connect("127.0.0.1", group.Servers[0].EndPoint.Port, Patience))
        {
            for (var i = 0; i < 400; i++)
            {
                // Longer than what is read ahead, about as long, and short ones in between.
                var bytes = random.NextInt32(10) switch { 0 => 100_000, 1 => 65_400 + random.NextInt32(200), _ => random.NextInt32(2000) };
                Assert.Equal("OK", client.Ask("SET", $"k{random.NextInt32(20)}", new string((char)('a' + (i % 26)), bytes)).Text);
            }
        }

        Assert.True(
            SpinWait.SpinUntil(() => group.Servers.Select(GroupInProcess.Digest).Distinct().Count() == 1, Patience),
            "they have different keys");
    }

    private static string? FirstKey(byte[] bytes)
    {
        ReadOnlySpan<byte> wire = bytes;
        return KeyHint.TryTakeKey(ref wire, out var key) ? Encoding.ASCII.GetString(key) : null;
    }
}
