using System.Runtime.CompilerServices;
using FromScratch.Core.Buffers;
using FsCheck.Xunit;

namespace FromScratch.Core.Tests;

public sealed class OutputBufferTests
{
    [Property]
    public bool What_is_written_in_pieces_is_there_in_one(byte[][] pieces)
    {
        var buffer = new OutputBuffer(initialBytes: 4);
        var expected = new List<byte>();
        foreach (var piece in (pieces ?? []).Where(p => p is not null))
        {
            buffer.Write(piece);
            expected.AddRange(piece);
        }

        return buffer.Written.SequenceEqual(expected.ToArray()) && buffer.WrittenMemory.Span.SequenceEqual(buffer.Written);
    }

    [Fact]
    public void A_span_has_at_least_the_room_asked_for_and_keeps_what_was_written()
    {
        var buffer = new OutputBuffer(initialBytes: 8);
        buffer.Write("abc"u8);
        Assert.True(buffer.GetSpan(100).Length >= 100);
        Assert.True(buffer.GetMemory(1000).Length >= 1000);
        Assert.Equal("abc"u8, buffer.Written);
    }

    [Fact]
    public void Advancing_past_the_span_is_refused()
    {
        var buffer = new OutputBuffer(initialBytes: 8);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(9));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
        buffer.Advance(8);
        Assert.Equal(8, buffer.Length);
    }

    [Fact]
    public void The_soft_limit_is_reported_when_it_is_reached()
    {
        var buffer = new OutputBuffer(initialBytes: 4, softLimitBytes: 10);
        buffer.Write(new byte[9]);
        Assert.False(buffer.IsOverSoftLimit);
        buffer.Write(new byte[1]);
        Assert.True(buffer.IsOverSoftLimit);
        buffer.Clear();
        Assert.False(buffer.IsOverSoftLimit);
    }

    [Fact]
    public void Truncating_drops_the_tail_only()
    {
        var buffer = new OutputBuffer();
        buffer.Write("VALUE half"u8);
        buffer.Truncate(5);
        Assert.Equal("VALUE"u8, buffer.Written);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Truncate(6));
    }

    [Fact]
    public void Clearing_gives_back_an_array_that_one_large_reply_has_blown_up_and_keeps_a_usual_one()
    {
        var buffer = new OutputBuffer(initialBytes: 16, softLimitBytes: 64);
        buffer.Write(new byte[100]);
        buffer.Clear();
        Assert.Equal(128, buffer.GetSpan().Length);
        buffer.Write(new byte[1000]);
        buffer.Clear();
        Assert.Equal(16, buffer.GetSpan().Length);
        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void The_bytes_do_not_move_when_the_heap_is_compacted()
    {
        var buffer = new OutputBuffer();
        buffer.Write("x"u8);
        var before = AddressOf(buffer);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.Equal(before, AddressOf(buffer));
    }

    private static unsafe nint AddressOf(OutputBuffer buffer) => (nint)Unsafe.AsPointer(ref Unsafe.AsRef(in buffer.Written[0]));
}
