using System.Text;
using FromScratch.LoadGen.Drivers;

namespace FromScratch.LoadGen.Tests;

public sealed class RespDriverTests
{
    private const int ValueBytes = 40;
    private static readonly Dataset Data = new(new KeyFormat("k", 16), ValueSizes.Fixed(ValueBytes));

    [Fact]
    public void Requests_are_arrays_of_bulk_strings()
    {
        var driver = new RespDriver(Data);
        var buffer = new byte[driver.RequestBytesMax(OperationKind.Set, 1)];
        var set = buffer.AsSpan(0, driver.WriteRequest(buffer, OperationKind.Set, [7])).ToArray();
        Assert.Equal([.. "*3\r\n$3\r\nSET\r\n$16\r\nk000000000000007\r\n$40\r\n"u8, .. Data.ValueOf(7), .. "\r\n"u8], set);
        var get = driver.WriteRequest(buffer, OperationKind.Get, [7]);
        Assert.Equal("*2\r\n$3\r\nGET\r\n$16\r\nk000000000000007\r\n", Encoding.ASCII.GetString(buffer, 0, get));
    }

    [Fact]
    public void The_largest_request_fits_into_the_room_it_asks_for()
    {
        var data = new Dataset(new KeyFormat("k", KeyFormat.SizeBytesMax), ValueSizes.Fixed(ValueSizes.SizeBytesMax));
        var driver = new RespDriver(data);
        var room = driver.RequestBytesMax(OperationKind.Set, 1);
        Assert.InRange(driver.WriteRequest(new byte[room], OperationKind.Set, [1]), ValueSizes.SizeBytesMax, room);
    }

    [Fact]
    public void Replies_are_understood_however_they_are_split()
    {
        for (var split = 0; split <= Bulk(5).Length; split++)
            Assert.Equal((1, 0, 0), Outcome(Read(Bulk(5), OperationKind.Get, split)));
        for (var split = 0; split <= 5; split++)
        {
            Assert.Equal((0, 1, 0), Outcome(Read([.. "$-1\r\n"u8], OperationKind.Get, split)));
            Assert.Equal(1, Read([.. "+OK\r\n"u8], OperationKind.Set, split).Stored);
        }
    }

    [Fact]
    public void One_flipped_bit_of_a_value_is_a_wrong_value()
    {
        for (var at = 5; at < 5 + ValueBytes; at++)
        {
            var reply = Bulk(5);
            reply[at] ^= 1;
            var tally = Read(reply, OperationKind.Get, reply.Length);
            Assert.Equal((0, 0, 1), Outcome(tally));
            Assert.Contains("key 5", tally.FirstProblem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_keys_value_and_another_size_are_wrong_values()
    {
        Assert.Equal((0, 0, 1), Outcome(Read(Bulk(6), OperationKind.Get, 9)));
        Assert.Equal((0, 0, 1), Outcome(Read([.. "$3\r\nabc\r\n"u8], OperationKind.Get, 2)));
        Assert.Equal((0, 0, 1), Outcome(Read([.. "$0\r\n\r\n"u8], OperationKind.Get, 3)));
    }

    [Theory]
    [InlineData("$abc\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$99999999\r\n")]
    [InlineData("$3\r\nabcde")]
    [InlineData("+OK\r\n")]
    [InlineData(":1\r\n")]
    [InlineData("$-1\n")]
    [InlineData("\n")]
    public void What_is_no_reply_to_the_get_ends_the_run(string reply) =>
        Assert.Throws<ProtocolDesyncException>(() => Read(Encoding.ASCII.GetBytes(reply), OperationKind.Get, 0));

    [Theory]
    [InlineData("$2\r\nOK\r\n")]
    [InlineData("+QUEUED\r\n")]
    public void What_is_no_reply_to_the_set_ends_the_run(string reply) =>
        Assert.Throws<ProtocolDesyncException>(() => Read(Encoding.ASCII.GetBytes(reply), OperationKind.Set, 0));

    [Fact]
    public void An_endless_line_ends_the_run() =>
        Assert.Throws<ProtocolDesyncException>(() => Read(Encoding.ASCII.GetBytes("-" + new string('x', 600)), OperationKind.Get, 0));

    [Fact]
    public void A_refusal_for_want_of_memory_is_told_from_other_errors()
    {
        byte[] full = [.. "-OOM command not allowed when used memory > 'maxmemory'.\r\n"u8];
        Assert.Equal((1, 0), (Read(full, OperationKind.Set, 3).Refused, Read(full, OperationKind.Set, 3).ErrorReplies));
        var tally = Read([.. "-MISCONF Errors writing to the AOF file\r\n"u8], OperationKind.Set, 3);
        Assert.Equal((0, 1), (tally.Refused, tally.ErrorReplies));
        Assert.Equal("MISCONF Errors writing to the AOF file", tally.FirstProblem);
    }

    private static byte[] Bulk(long key) => [.. Encoding.ASCII.GetBytes($"${ValueBytes}\r\n"), .. Data.ValueOf(key), .. "\r\n"u8];

    private static (long Hits, long Misses, long Wrong) Outcome(ReplyTally tally) => (tally.Hits, tally.Misses, tally.WrongValues);

    /// <summary>Presents the reply, to a request for key 5, in two pieces; both together must be read to the end.</summary>
    private static ReplyTally Read(byte[] reply, OperationKind kind, int split)
    {
        var driver = new RespDriver(Data);
        var tally = new ReplyTally(1);
        var progress = default(ReplyProgress);
        var start = 0;
        foreach (var end in (int[])[split, reply.Length])
        {
            if (driver.TryRead(reply.AsSpan(start, end - start), kind, [5], ref progress, tally, out var consumed))
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
