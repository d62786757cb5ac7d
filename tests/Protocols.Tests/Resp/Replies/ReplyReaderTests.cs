using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Replies;
using FromScratch.TestKit;
using FsCheck.Xunit;

namespace FromScratch.Protocols.Tests.Resp.Replies;

public sealed class ReplyReaderTests
{
    private static readonly byte[] Sample = Wire.Bytes(
        "*9\r\n+OK\r\n-ERR bad\r\n:-7\r\n$-1\r\n%1\r\n$1\r\nk\r\n~2\r\n#t\r\n#f\r\n,1.5\r\n=7\r\ntxt:abc\r\n!3\r\nERR\r\n"
        + "|1\r\n+ttl\r\n*1\r\n:3\r\n(123\r\n");

    [Fact]
    public void Values_come_in_the_order_they_stand()
    {
        var reader = new ReplyReader(Sample);
        var seen = new List<string>();
        while (reader.Read())
            seen.Add($"{reader.Type} {(reader.IsNull ? "null" : reader.IsAggregate ? reader.Count : Wire.Text(reader.Text))}");
        Assert.Equal(
            [
                "Array 9", "SimpleString OK", "Error ERR bad", "Integer -7", "BulkString null", "Map 2", "BulkString k", "Set 2",
                "Boolean t", "Boolean f", "Double 1.5", "VerbatimString abc", "BulkError ERR",
                "Attribute 2", "SimpleString ttl", "Array 1", "Integer 3", "BigNumber 123",
            ],
            seen);
    }

    [Fact]
    public void Elements_can_be_skipped()
    {
        var reader = new ReplyReader(Sample);
        while (reader.Read() && reader.Type != RespType.Map)
            Assert.NotEqual(RespType.Set, reader.Type);
        reader.SkipElements();
        Assert.True(reader.Read());
        Assert.Equal(1.5, reader.Double);

        reader = new ReplyReader(Sample);
        reader.Read();
        reader.SkipElements();
        Assert.False(reader.Read());
    }

    [Fact]
    public void A_verbatim_string_has_its_format_apart()
    {
        var reader = new ReplyReader("=7\r\nmkd:abc\r\n"u8);
        Assert.True(reader.Read());
        Assert.Equal("mkd"u8, reader.Format);
        Assert.Equal("abc"u8, reader.Text);
    }

    [Fact]
    public void A_tree_holds_everything_but_attributes()
    {
        var value = RespValue.Parse(Sample);
        Assert.Equal("*[+OK -ERR bad :-7 (null) %[$k ~[#t #f]] ,1.5 =abc !ERR (123]", value.ToString());
        Assert.Equal(-7, value.Items[2].Integer);
        Assert.True(value.Items[1].IsError);
        Assert.Equal(RespType.Set, value.Items[4].Find("k")?.Type);
        Assert.Null(value.Items[4].Find("x"));
    }

    [Property(MaxTest = 500)]
    public void What_the_writer_writes_comes_back(string[] texts, long[] numbers, double number, bool three)
    {
        var output = new OutputBuffer();
        var writer = new RespWriter(output, three ? RespVersion.Resp3 : RespVersion.Resp2);
        writer.Map(2);
        writer.Bulk("texts"u8);
        writer.Array(texts.Length);
        foreach (var text in texts)
            writer.Bulk(System.Text.Encoding.UTF8.GetBytes(text ?? ""));
        writer.Bulk("numbers"u8);
        writer.Set(numbers.Length + 1);
        foreach (var integer in numbers)
            writer.Integer(integer);
        writer.Double(number);

        Assert.Equal(DecodeStatus.Done, new ReplyScanner().Scan(output.Written, ReplyLimits.Default, out var length));
        Assert.Equal(output.Length, length);
        var value = RespValue.Parse(output.Written);
        Assert.Equal(
            texts.Select(text => text ?? ""),
            value.Find("texts")!.Items.Select(item => System.Text.Encoding.UTF8.GetString(item.Bytes.Span)));
        Assert.Equal(numbers, value.Find("numbers")!.Items.SkipLast(1).Select(item => item.Integer));
    }

    [Fact]
    public void Changed_bytes_are_judged_alike_whole_and_byte_by_byte_and_never_thrown_over() => Seeds.ForEach(20, random =>
    {
        for (var round = 0; round < 300; round++)
        {
            var bytes = (byte[])Sample.Clone();
            for (var change = random.NextInt32(3); change >= 0; change--)
                bytes[random.NextInt32(bytes.Length)] = (byte)"*%~>|$+-:_#,(!=0123\r\nt"[random.NextInt32(22)];
            var limits = new ReplyLimits(ReplyBytesMax: 1000, ElementsMax: 100, LineBytesMax: 100);
            var status = new ReplyScanner().Scan(bytes, limits, out var length);
            var scanner = new ReplyScanner();
            var pieces = DecodeStatus.NeedMore;
            var piecesLength = 0;
            for (var end = 1; end <= bytes.Length && pieces == DecodeStatus.NeedMore; end++)
                pieces = scanner.Scan(bytes.AsSpan(0, end), limits, out piecesLength);
            Assert.Equal(status, pieces);
            Assert.Equal(length, piecesLength);
            if (status == DecodeStatus.Done)
                Assert.NotNull(RespValue.Parse(bytes.AsSpan(0, length)));
        }
    });

    [Fact]
    public void Scanning_and_reading_allocate_nothing()
    {
        var scanner = new ReplyScanner();
        void Round()
        {
            scanner.Scan(Sample, ReplyLimits.Default, out var length);
            var reader = new ReplyReader(Sample.AsSpan(0, length));
            while (reader.Read())
                _ = reader.Integer;
        }

        Assert.Equal(0, Allocations.OfThread(Round));
    }
}
