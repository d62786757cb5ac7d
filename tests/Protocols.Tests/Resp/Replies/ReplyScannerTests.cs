using FromScratch.Core;
using FromScratch.Protocols.Resp.Replies;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Resp.Replies;

public sealed class ReplyScannerTests
{
    [Theory]
    [InlineData("+OK\r\n")]
    [InlineData("+\r\n")]
    [InlineData("-ERR bad\r\n")]
    [InlineData(":-12\r\n")]
    [InlineData(":+12\r\n")]
    [InlineData("$5\r\na\r\nbc\r\n")]
    [InlineData("$0\r\n\r\n")]
    [InlineData("$-1\r\n")]
    [InlineData("*-1\r\n")]
    [InlineData("*0\r\n")]
    [InlineData("*2\r\n:1\r\n*1\r\n$1\r\na\r\n")]
    [InlineData("_\r\n")]
    [InlineData("#t\r\n")]
    [InlineData(",3.14\r\n")]
    [InlineData(",-1.5e+21\r\n")]
    [InlineData(",inf\r\n")]
    [InlineData(",-inf\r\n")]
    [InlineData(",nan\r\n")]
    [InlineData("(-123456789012345678901234567890\r\n")]
    [InlineData("!3\r\nERR\r\n")]
    [InlineData("=7\r\ntxt:abc\r\n")]
    [InlineData("%2\r\n+a\r\n:1\r\n+b\r\n%0\r\n")]
    [InlineData("~2\r\n_\r\n#f\r\n")]
    [InlineData(">2\r\n+message\r\n*0\r\n")]
    [InlineData("|1\r\n+ttl\r\n:3\r\n+OK\r\n")]
    [InlineData("|0\r\n+OK\r\n")]
    [InlineData("*2\r\n|1\r\n+ttl\r\n:3\r\n+a\r\n+b\r\n")]
    public void A_reply_ends_where_its_last_value_does(string wire) => Fragmenter.ForEachCut(wire + wire, pieces =>
    {
        var scanner = new ReplyScanner();
        byte[] input = [];
        var replies = 0;
        foreach (var piece in pieces)
        {
            input = [.. input, .. piece];
            while (scanner.Scan(input, ReplyLimits.Default, out var length) == DecodeStatus.Done)
            {
                Assert.Equal(wire, Wire.Text(input.AsSpan(0, length)));
                input = input[length..];
                replies++;
            }
        }

        Assert.Equal(2, replies);
        Assert.Empty(input);
    });

    [Theory]
    [InlineData("?\r\n")]
    [InlineData("+a\nb\r\n")]
    [InlineData("+a\rb\r\n")]
    [InlineData(":\r\n")]
    [InlineData(":1x\r\n")]
    [InlineData(":++1\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$01\r\n")]
    [InlineData("$1\r\nabc")]
    [InlineData("*-2\r\n")]
    [InlineData("*1\r\n!-1\r\n")]
    [InlineData("_x\r\n")]
    [InlineData("#x\r\n")]
    [InlineData(",\r\n")]
    [InlineData(",1x\r\n")]
    [InlineData(",x\r\n")]
    [InlineData("(\r\n")]
    [InlineData("(1.5\r\n")]
    [InlineData("=3\r\ntxt\r\n")]
    [InlineData("%-1\r\n")]
    [InlineData("$9223372036854775807\r\n")]
    [InlineData("%9223372036854775807\r\n")]
    [InlineData("*9223372036854775807\r\n")]
    public void Anything_else_is_no_reply(string wire) =>
        Assert.Equal(DecodeStatus.Invalid, new ReplyScanner().Scan(Wire.Bytes(wire), ReplyLimits.Default, out _));

    [Theory]
    [InlineData("$100\r\n", 64, 100, 100, DecodeStatus.Invalid)]
    [InlineData("$50\r\n", 64, 100, 100, DecodeStatus.NeedMore)]
    [InlineData("*2\r\n$30\r\n012345678901234567890123456789\r\n$30\r\n", 64, 100, 100, DecodeStatus.Invalid)]
    [InlineData("*3\r\n", 64, 3, 100, DecodeStatus.NeedMore)]
    [InlineData("*4\r\n", 64, 3, 100, DecodeStatus.Invalid)]
    [InlineData("%2\r\n", 64, 3, 100, DecodeStatus.Invalid)]
    [InlineData("*2\r\n*2\r\n:1\r\n:2\r\n", 64, 3, 100, DecodeStatus.Invalid)]
    [InlineData("+0123456789", 64, 3, 10, DecodeStatus.Invalid)]
    [InlineData("+012345678", 64, 3, 10, DecodeStatus.NeedMore)]
    public void Limits_hold(string wire, int bytes, int elements, int lineBytes, DecodeStatus expected)
    {
        var limits = new ReplyLimits(bytes, elements, lineBytes);
        Assert.Equal(expected, new ReplyScanner().Scan(Wire.Bytes(wire), limits, out _));
    }

    [Theory]
    [InlineData(ReplyLimits.DepthMax, DecodeStatus.Done)]
    [InlineData(ReplyLimits.DepthMax + 1, DecodeStatus.Invalid)]
    public void Nesting_has_a_limit(int depth, DecodeStatus expected)
    {
        var wire = string.Concat(Enumerable.Repeat("*1\r\n", depth)) + ":1\r\n";
        Assert.Equal(expected, new ReplyScanner().Scan(Wire.Bytes(wire), ReplyLimits.Default, out _));
    }

    [Fact]
    public void A_payload_says_how_many_bytes_it_needs()
    {
        var scanner = new ReplyScanner();
        Assert.Equal(DecodeStatus.NeedMore, scanner.Scan("*2\r\n:1\r\n$1000\r\nabc"u8, ReplyLimits.Default, out _));
        Assert.Equal(15 + 1000 + 2, scanner.BytesWanted);
    }

    [Fact]
    public void What_was_scanned_already_is_not_scanned_again()
    {
        var scanner = new ReplyScanner();
        var wire = "*3\r\n:1\r\n:2\r\n:3\r\n"u8.ToArray();
        Assert.Equal(DecodeStatus.NeedMore, scanner.Scan(wire.AsSpan(0, 13), ReplyLimits.Default, out _));
        wire[0] = wire[4] = wire[8] = (byte)'?';
        Assert.Equal(DecodeStatus.Done, scanner.Scan(wire, ReplyLimits.Default, out var length));
        Assert.Equal(wire.Length, length);
    }
}
