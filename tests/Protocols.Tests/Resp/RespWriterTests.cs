using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;
using FromScratch.TestKit;

namespace FromScratch.Protocols.Tests.Resp;

public sealed class RespWriterTests
{
    private static readonly Dictionary<string, Action<RespWriter>> Replies = new()
    {
        ["raw"] = w => w.Raw(RespReplies.Pong),
        ["ok"] = w => w.Ok(),
        ["simple"] = w => w.Simple("OK then"u8),
        ["error"] = w => w.Error("ERR it's\r\nbad"u8),
        ["integer 0"] = w => w.Integer(0),
        ["integer 9"] = w => w.Integer(9),
        ["integer 10"] = w => w.Integer(10),
        ["integer min"] = w => w.Integer(long.MinValue),
        ["bulk"] = w => w.Bulk("a\r\nb"u8),
        ["bulk empty"] = w => w.Bulk(""u8),
        ["bulk ten"] = w => w.Bulk("0123456789"u8),
        ["bulk integer"] = w => w.BulkInteger(-42),
        ["null"] = w => w.Null(),
        ["null array"] = w => w.NullArray(),
        ["array"] = w => w.Array(3),
        ["array long"] = w => w.Array(1000000),
        ["map"] = w => w.Map(7),
        ["set"] = w => w.Set(0),
        ["push"] = w => w.Push(3),
        ["true"] = w => w.Boolean(true),
        ["false"] = w => w.Boolean(false),
        ["double"] = w => w.Double(3.14),
        ["double inf"] = w => w.Double(double.NegativeInfinity),
        ["big number"] = w => w.BigNumber("12345678901234567890"u8),
        ["verbatim"] = w => w.Verbatim("txt"u8, "some text"u8),
    };

    [Theory]
    [InlineData("raw", "+PONG\r\n", "+PONG\r\n")]
    [InlineData("ok", "+OK\r\n", "+OK\r\n")]
    [InlineData("simple", "+OK then\r\n", "+OK then\r\n")]
    [InlineData("error", "-ERR it's  bad\r\n", "-ERR it's  bad\r\n")]
    [InlineData("integer 0", ":0\r\n", ":0\r\n")]
    [InlineData("integer 9", ":9\r\n", ":9\r\n")]
    [InlineData("integer 10", ":10\r\n", ":10\r\n")]
    [InlineData("integer min", ":-9223372036854775808\r\n", ":-9223372036854775808\r\n")]
    [InlineData("bulk", "$4\r\na\r\nb\r\n", "$4\r\na\r\nb\r\n")]
    [InlineData("bulk empty", "$0\r\n\r\n", "$0\r\n\r\n")]
    [InlineData("bulk ten", "$10\r\n0123456789\r\n", "$10\r\n0123456789\r\n")]
    [InlineData("bulk integer", "$3\r\n-42\r\n", "$3\r\n-42\r\n")]
    [InlineData("null", "$-1\r\n", "_\r\n")]
    [InlineData("null array", "*-1\r\n", "_\r\n")]
    [InlineData("array", "*3\r\n", "*3\r\n")]
    [InlineData("array long", "*1000000\r\n", "*1000000\r\n")]
    [InlineData("map", "*14\r\n", "%7\r\n")]
    [InlineData("set", "*0\r\n", "~0\r\n")]
    [InlineData("push", "*3\r\n", ">3\r\n")]
    [InlineData("true", ":1\r\n", "#t\r\n")]
    [InlineData("false", ":0\r\n", "#f\r\n")]
    [InlineData("double", "$4\r\n3.14\r\n", ",3.14\r\n")]
    [InlineData("double inf", "$4\r\n-inf\r\n", ",-inf\r\n")]
    [InlineData("big number", "$20\r\n12345678901234567890\r\n", "(12345678901234567890\r\n")]
    [InlineData("verbatim", "$9\r\nsome text\r\n", "=13\r\ntxt:some text\r\n")]
    public void A_reply_has_one_form_per_dialect(string name, string resp2, string resp3)
    {
        Assert.Equal(resp2, Write(RespVersion.Resp2, Replies[name]));
        Assert.Equal(resp3, Write(RespVersion.Resp3, Replies[name]));
    }

    [Fact]
    public void A_verbatim_format_has_three_letters() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Write(RespVersion.Resp2, w => w.Verbatim("text"u8, ""u8)));

    [Fact]
    public void Replies_are_written_without_allocation()
    {
        var output = new OutputBuffer();
        void Round()
        {
            output.Clear();
            foreach (var version in new ReadOnlySpan<RespVersion>([RespVersion.Resp2, RespVersion.Resp3]))
            {
                foreach (var (_, write) in Replies)
                    write(new RespWriter(output, version));
            }
        }

        Assert.Equal(0, Allocations.OfThread(Round));
    }

    private static string Write(RespVersion version, Action<RespWriter> write)
    {
        var output = new OutputBuffer(initialBytes: 1);
        write(new RespWriter(output, version));
        return Wire.Text(output.Written);
    }
}
