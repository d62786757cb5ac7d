using System.Text;
using FromScratch.Log.Format;

namespace FromScratch.Log.Tests.Format;

public sealed class FormatExampleTests
{
    private readonly byte[] _segment = FormatExample.Read();

    [Fact]
    public void The_header_reads_as_the_page_says()
    {
        Assert.Null(SegmentHeader.TryRead(_segment, out var header));
        Assert.Equal(
            new SegmentHeader { Identity = 15, Sequence = 1, FirstIndex = 1, Salt = 0x5eed5a17, IsStart = true },
            header);
        Assert.Equal("0000000000000001-0000000000000001.log", SegmentName.Of(header));
    }

    [Fact]
    public void The_records_read_as_the_page_says()
    {
        var records = new RecordList();
        Assert.Null(SegmentHeader.TryRead(_segment, out var header));
        var tail = SegmentScan.Run(_segment, header, knownIndex: 0, visitor: records);

        Assert.Equal((TailKind.Clean, 0x1070L, 2UL, 2UL), (tail.Kind, tail.Offset, tail.LastIndex, tail.LastTerm));
        Assert.Equal([RecordKind.Entry, RecordKind.Entry, RecordKind.Mark], records.Headers.Select(r => r.Kind));
        Assert.Equal([1UL, 2UL, 2UL], records.Headers.Select(r => r.Index));
        Assert.Equal([1UL, 2UL, 2UL], records.Headers.Select(r => r.Term));
        Assert.Equal([7, 7, 0], records.Headers.Select(r => (int)r.Tag));
        Assert.Equal([0UL, 1UL, 2UL], records.Headers.Select(r => r.ProvenIndex));
        Assert.Equal("hello", Encoding.ASCII.GetString(_segment, 0x1020, 5));
    }

    [Fact]
    public void The_same_log_is_written_as_these_bytes()
    {
        var written = new SegmentBuilder(
            new SegmentHeader { Identity = 15, Sequence = 1, FirstIndex = 1, Salt = 0x5eed5a17, IsStart = true });
        written.Entry(1, "hello", tag: 7);
        written.Synced();
        written.Entry(2, "log", tag: 7);
        written.Synced();
        written.Mark();
        Assert.Equal(_segment, written.ToArray(_segment.Length));
    }

    [Fact]
    public void The_checksum_is_CRC_32C() => Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8));
}
