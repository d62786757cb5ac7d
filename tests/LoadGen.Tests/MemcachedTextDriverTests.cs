using System.Text;
using FromScratch.LoadGen.Drivers;
using FsCheck.Xunit;

namespace FromScratch.LoadGen.Tests;

public sealed class MemcachedTextDriverTests
{
    private const int ValueBytes = 40;
    private static readonly Dataset Data = new(new KeyFormat("k", 16), ValueSizes.Fixed(ValueBytes));

    [Fact]
    public void Requests_are_what_protocol_txt_says()
    {
        var driver = new MemcachedTextDriver(Data, 60);
        var buffer = new byte[driver.RequestBytesMax(OperationKind.Set, 1)];
        var set = buffer.AsSpan(0, driver.WriteRequest(buffer, OperationKind.Set, [7])).ToArray();
        Assert.Equal([.. "set k000000000000007 0 60 40\r\n"u8, .. Data.ValueOf(7), .. "\r\n"u8], set);
        var get = driver.WriteRequest(buffer, OperationKind.Get, [7, 8]);
        Assert.Equal("get k000000000000007 k000000000000008\r\n", Encoding.ASCII.GetString(buffer, 0, get));
    }

    [Fact]
    public void A_mixed_reply_is_understood_however_it_is_split()
    {
        byte[] reply = [.. Block(1), .. Block(3), .. "END\r\n"u8];
        for (var split = 0; split <= reply.Length; split++)
        {
            var tally = Read(reply, OperationKind.Get, [1, 2, 3, 4], split);
            Assert.Equal((2, 2, 0), (tally.Hits, tally.Misses, tally.WrongValues));
            Assert.Equal([2, 4], tally.MissedKeys.ToArray());
        }
    }

    [Property]
    public bool Any_pattern_of_hits_and_misses_is_counted_byte_by_byte(bool[] present)
    {
        var keys = Enumerable.Range(0, present.Length + 1).Select(i => (long)i).ToArray();
        var hits = keys.Where(key => key < present.Length && present[key]).ToList();
        byte[] reply = [.. hits.SelectMany(Block), .. "END\r\n"u8];
        var driver = new MemcachedTextDriver(Data, 0);
        var tally = new ReplyTally(keys.Length);
        var progress = default(ReplyProgress);
        var done = false;
        int start = 0, end = 0;
        while (!done)
        {
            done = driver.TryRead(reply.AsSpan(start, ++end - start), OperationKind.Get, keys, ref progress, tally, out var consumed);
            start += consumed;
        }
        return end == reply.Length && start == end && tally.Hits == hits.Count
            && tally.MissedKeys.ToArray().SequenceEqual(keys.Except(hits));
    }

    [Fact]
    public void One_flipped_bit_of_a_value_is_a_wrong_value()
    {
        var sound = Block(5);
        for (var at = sound.Length - 2 - ValueBytes; at < sound.Length - 2; at++)
        {
            byte[] reply = [.. sound, .. "END\r\n"u8];
            reply[at] ^= 1;
            var tally = Read(reply, OperationKind.Get, [5], reply.Length);
            Assert.Equal((0, 1), (tally.Hits, tally.WrongValues));
            Assert.Contains("key 5", tally.FirstProblem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_right_bytes_of_another_key_are_a_wrong_value()
    {
        byte[] reply = [.. "VALUE k000000000000005 0 40\r\n"u8, .. Data.ValueOf(6), .. "\r\nEND\r\n"u8];
        Assert.Equal(1, Read(reply, OperationKind.Get, [5], reply.Length).WrongValues);
    }

    [Fact]
    public void A_value_of_another_size_is_a_wrong_value()
    {
        byte[] reply = [.. "VALUE k000000000000005 0 3\r\nabc\r\nEND\r\n"u8];
        Assert.Equal(1, Read(reply, OperationKind.Get, [5], reply.Length).WrongValues);
    }

    [Theory]
    [InlineData("VALUE k000000000000009 0 3\r\nabc\r\nEND\r\n")]
    [InlineData("VALUE k000000000000005 0 abc\r\n")]
    [InlineData("VALUE k000000000000005 0 -3\r\n")]
    [InlineData("VALUE k000000000000005\r\n")]
    [InlineData("VALUE k000000000000005 0 3\r\nabcdeEND\r\n")]
    [InlineData("STORED\r\n")]
    [InlineData("ERROR\r\n")]
    [InlineData("\n")]
    public void What_is_no_reply_to_the_get_ends_the_run(string reply) =>
        Assert.Throws<ProtocolDesyncException>(() => Read(Encoding.ASCII.GetBytes(reply), OperationKind.Get, [5], 0));

    [Fact]
    public void An_endless_line_ends_the_run() =>
        Assert.Throws<ProtocolDesyncException>(() => Read(Encoding.ASCII.GetBytes(new string('x', 600)), OperationKind.Get, [5], 0));

    [Fact]
    public void Outcomes_of_a_set_are_told_apart()
    {
        Assert.Equal(1, Read([.. "STORED\r\n"u8], OperationKind.Set, [5], 3).Stored);
        Assert.Equal(1, Read([.. "SERVER_ERROR out of memory storing object\r\n"u8], OperationKind.Set, [5], 3).Refused);
        Assert.Equal(1, Read([.. "NOT_STORED\r\n"u8], OperationKind.Set, [5], 3).ErrorReplies);
        Assert.Equal(1, Read([.. "SERVER_ERROR object too large for cache\r\n"u8], OperationKind.Set, [5], 3).ErrorReplies);
    }

    private static byte[] Block(long key) =>
        [.. Encoding.ASCII.GetBytes($"VALUE k{key:D15} 0 {ValueBytes}\r\n"), .. Data.ValueOf(key), .. "\r\n"u8];

    /// <summary>Presents the reply in two pieces; both together must be read to the end.</summary>
    private static ReplyTally Read(byte[] reply, OperationKind kind, long[] keys, int split)
    {
        var driver = new MemcachedTextDriver(Data, 0);
        var tally = new ReplyTally(keys.Length);
        var progress = default(ReplyProgress);
        var start = 0;
        foreach (var end in (int[])[split, reply.Length])
        {
            if (driver.TryRead(reply.AsSpan(start, end - start), kind, keys, ref progress, tally, out var consumed))
            {
                Assert.Equal(reply.Length, start + consumed);
                return tally;
            }
            start += consumed;
        }
        Assert.Fail("the whole reply was not enough");
        return tally;
    }
}
