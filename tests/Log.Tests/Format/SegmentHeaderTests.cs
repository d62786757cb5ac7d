using System.Buffers.Binary;
using FromScratch.Log.Format;

namespace FromScratch.Log.Tests.Format;

public sealed class SegmentHeaderTests
{
    private static readonly SegmentHeader Header = new()
    {
        Identity = UInt128.MaxValue - 5,
        Sequence = 0x1122334455667788,
        FirstIndex = 42,
        PreviousTerm = 7,
        PreviousCrc = 0xDEADBEEF,
        Salt = 99,
    };

    [Fact]
    public void A_header_reads_as_it_was_written()
    {
        var bytes = new byte[SegmentHeader.Bytes];
        Header.Write(bytes);
        Assert.Null(SegmentHeader.TryRead(bytes, out var read));
        Assert.Equal(Header, read);
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_refused()
    {
        var bytes = new byte[SegmentHeader.Bytes];
        Header.Write(bytes);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Equal("the file is shorter than a segment header", SegmentHeader.TryRead(bytes.AsSpan(0, length), out _));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotNull(SegmentHeader.TryRead(bytes, out _));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_later_version_is_refused_by_its_number()
    {
        var bytes = new byte[SegmentHeader.Bytes];
        Header.Write(bytes);
        bytes[8] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(60), Crc32C.Of(bytes.AsSpan(0, 60)));
        Assert.Equal("the segment has format version 2, flags 0; known: 1", SegmentHeader.TryRead(bytes, out _));
    }

    [Theory]
    [InlineData("0000000000000001-000000000000002a.log", true)]
    [InlineData("0000000000000001-000000000000002a.tmp", false)]
    [InlineData("0000000000000001_000000000000002a.log", false)]
    [InlineData("000000000000000g-000000000000002a.log", false)]
    [InlineData("spare-0000000000000001.tmp", false)]
    public void Segments_are_known_by_name(string name, bool isSegment) => Assert.Equal(isSegment, SegmentName.IsSegment(name));

    [Fact]
    public void Spares_are_known_by_name()
    {
        Assert.True(SegmentName.TryParseSpare(SegmentName.Spare(0xABC), out var number));
        Assert.Equal(0xABCUL, number);
        Assert.False(SegmentName.TryParseSpare("spare-1.tmp", out _));
    }
}
