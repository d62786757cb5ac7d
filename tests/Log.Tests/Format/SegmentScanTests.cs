using FromScratch.Core;
using FromScratch.Log.Format;
using FromScratch.TestKit;

namespace FromScratch.Log.Tests.Format;

/// <summary>The table of FORMAT.md, and then every byte and every length of a segment.</summary>
public sealed class SegmentScanTests
{
    private const int SegmentBytes = 6 * 1024;

    /// <summary>Entries 1-2 | 3 | 4-6, a bar for every sync; the last group is synced or not, no record tells.</summary>
    private static SegmentBuilder ThreeGroups()
    {
        var segment = new SegmentBuilder(SegmentBuilder.FirstHeader);
        segment.Entry(1, "one");
        segment.Entry(1, "");
        segment.Synced();
        segment.Entry(2, "three and a longer payload");
        segment.Synced();
        segment.Entry(2, "four");
        segment.Entry(3, "five five");
        segment.Entry(3, "six");
        return segment;
    }

    /// <summary>The end of the part that later records prove: entries 1 to 3.</summary>
    private static int ProvenEnd(SegmentBuilder segment) => segment.Starts[3];

    private static SegmentTail Scan(byte[] bytes, ulong known = 0, ulong? end = null) =>
        SegmentScan.Run(bytes, SegmentBuilder.FirstHeader, known, end);

    [Fact]
    public void An_undamaged_segment_is_clean_to_its_last_record()
    {
        var segment = ThreeGroups();
        var tail = Scan(segment.ToArray(SegmentBytes));
        Assert.Equal((TailKind.Clean, (long)segment.Offset, 6UL, 3UL), (tail.Kind, tail.Offset, tail.LastIndex, tail.LastTerm));
        Assert.Equal(segment.LastCrc, tail.LastCrc);
        Assert.Equal(ProvenEnd(segment), tail.UnprovenOffset);
    }

    [Fact]
    public void An_empty_segment_is_clean() => Assert.Equal((TailKind.Clean, 0UL), Outcome(Scan(new byte[SegmentBytes])));

    [Fact]
    public void Every_flipped_bit_of_what_was_kept_is_corruption_and_of_what_was_not_is_a_torn_tail()
    {
        var segment = ThreeGroups();
        var bytes = segment.ToArray(SegmentBytes);
        for (var bit = SegmentHeader.SpaceBytes * 8; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var tail = Scan(bytes);
            var last = segment.Starts.FindLastIndex(start => start <= bit / 8);
            var expected = bit / 8 < ProvenEnd(segment) ? TailKind.Corrupt : TailKind.Torn;
            var good = bit / 8 < segment.Offset ? (ulong)last : 6UL;
            Assert.True((expected, good) == Outcome(tail), $"bit {bit % 8} of byte {bit / 8}: {tail}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Every_flipped_bit_of_a_segment_closed_cleanly_is_corruption_unless_it_is_in_the_mark_or_behind_it()
    {
        var segment = ThreeGroups();
        segment.Synced();
        segment.Mark();
        var bytes = segment.ToArray(SegmentBytes);
        var mark = segment.Starts[^1];
        for (var at = SegmentHeader.SpaceBytes; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x10;
            Assert.True(Scan(bytes).Kind == (at < mark ? TailKind.Corrupt : TailKind.Torn), $"byte {at}");
            bytes[at] ^= 0x10;
        }
    }

    [Fact]
    public void Every_length_at_which_the_file_may_end_keeps_whole_records_only()
    {
        var segment = ThreeGroups();
        for (var length = SegmentHeader.SpaceBytes; length <= segment.Offset; length++)
        {
            var tail = Scan(segment.ToArray(length));
            var whole = segment.Starts.Skip(1).Append(segment.Offset).Count(end => end <= length);
            Assert.Equal((ulong)whole, tail.LastIndex);
            // A record cut in its first bytes may look like zeros, and no zeros are lost.
            var rest = segment.ToArray(length).AsSpan((int)tail.Offset);
            Assert.Equal(rest.ContainsAnyExcept((byte)0) ? TailKind.Torn : TailKind.Clean, tail.Kind);
        }
    }

    [Fact]
    public void Zeros_from_any_byte_on_keep_whole_records_only()
    {
        var segment = ThreeGroups();
        for (var from = SegmentHeader.SpaceBytes; from <= segment.Offset; from++)
        {
            var bytes = segment.ToArray(SegmentBytes);
            bytes.AsSpan(from).Clear();
            var tail = Scan(bytes);
            Assert.NotEqual(TailKind.Corrupt, tail.Kind);
            var unharmed = segment.ToArray(SegmentBytes);
            var good = segment.Starts.Skip(1).Append(segment.Offset)
                .Count(end => unharmed.AsSpan(0, end).SequenceEqual(bytes.AsSpan(0, end)));
            Assert.Equal((ulong)good, tail.LastIndex);
        }
    }

    [Theory]
    [InlineData(0, TailKind.Torn, 5)]
    [InlineData(5, TailKind.Torn, 5)]
    [InlineData(6, TailKind.Corrupt, 5)]
    [InlineData(9, TailKind.Corrupt, 5)]
    public void A_damaged_record_at_or_below_the_commit_point_is_corruption(ulong commit, TailKind kind, ulong last)
    {
        var segment = ThreeGroups();
        var bytes = segment.ToArray(SegmentBytes);
        bytes[segment.Offset - 1] ^= 1;
        Assert.Equal((kind, last), Outcome(Scan(bytes, commit)));
    }

    [Theory]
    [InlineData(6, TailKind.Clean)]
    [InlineData(7, TailKind.Corrupt)]
    public void A_log_that_ends_before_the_commit_point_is_corrupt(ulong commit, TailKind kind) =>
        Assert.Equal((kind, 6UL), Outcome(Scan(ThreeGroups().ToArray(SegmentBytes), commit)));

    [Fact]
    public void Records_of_one_unsynced_write_that_arrived_without_the_first_are_a_torn_tail()
    {
        var segment = ThreeGroups();
        var bytes = segment.ToArray(SegmentBytes);
        bytes.AsSpan(segment.Starts[3]..segment.Starts[4]).Clear();
        Assert.Equal((TailKind.Torn, 3UL), Outcome(Scan(bytes)));
    }

    [Fact]
    public void A_lost_group_with_a_later_one_behind_it_is_corruption()
    {
        var segment = ThreeGroups();
        var bytes = segment.ToArray(SegmentBytes);
        bytes.AsSpan(segment.Starts[2]..segment.Starts[3]).Clear();
        var tail = Scan(bytes);
        Assert.Equal((TailKind.Corrupt, 2UL, (long)segment.Starts[2]), (tail.Kind, tail.LastIndex, tail.Offset));
        Assert.Equal($"entry 3 is damaged: the record at offset {segment.Starts[3]} was written after it had been kept", tail.Reason);
    }

    [Fact]
    public void What_a_recycled_file_held_before_is_a_torn_tail_at_any_place()
    {
        var former = new SegmentBuilder(SegmentBuilder.FirstHeader with { Salt = 1, Sequence = 9 });
        for (var i = 0; i < 30; i++)
        {
            former.Entry(1, "of the file's former use");
            former.Synced();
        }

        for (var records = 0; records <= 6; records++)
        {
            var segment = new SegmentBuilder(SegmentBuilder.FirstHeader);
            for (var i = 0; i < records; i++)
                segment.Entry(1, "of the file's former use");
            var bytes = former.ToArray(SegmentBytes);
            segment.ToArray(segment.Offset).CopyTo(bytes, 0);
            Assert.Equal((TailKind.Torn, (ulong)records), Outcome(Scan(bytes)));
        }
    }

    [Fact]
    public void A_copy_of_the_segment_inside_a_payload_proves_nothing()
    {
        var segment = ThreeGroups();
        var bytes = segment.ToArray(2 * SegmentBytes);
        var copy = bytes[SegmentHeader.SpaceBytes..segment.Offset];
        copy.CopyTo(bytes, segment.Offset + 256);
        bytes[segment.Starts[5]] ^= 1;
        Assert.Equal((TailKind.Torn, 5UL), Outcome(Scan(bytes)));
    }

    [Fact]
    public void A_segment_with_a_successor_must_reach_it()
    {
        var bytes = ThreeGroups().ToArray(SegmentBytes);
        Assert.Equal((TailKind.Clean, 6UL), Outcome(Scan(bytes, end: 6)));
        Assert.Equal((TailKind.Corrupt, 6UL), Outcome(Scan(bytes, end: 7)));
    }

    [Fact]
    public void What_a_segment_holds_behind_its_successors_start_is_void()
    {
        var segment = ThreeGroups();
        var bytes = segment.ToArray(SegmentBytes);
        bytes.AsSpan(segment.Starts[2]).Fill(0xEE);
        var tail = Scan(bytes, end: 2);
        Assert.Equal((TailKind.Clean, 2UL, (long)segment.Starts[2]), (tail.Kind, tail.LastIndex, tail.Offset));
    }

    [Fact]
    public void A_damaged_record_before_the_successors_start_is_corruption()
    {
        var segment = ThreeGroups();
        var bytes = segment.ToArray(SegmentBytes);
        for (var at = SegmentHeader.SpaceBytes; at < segment.Offset; at++)
        {
            bytes[at] ^= 1;
            Assert.True(Scan(bytes, end: 6).Kind == TailKind.Corrupt, $"byte {at}");
            bytes[at] ^= 1;
        }
    }

    [Fact]
    public void Records_that_prove_themselves_but_do_not_follow_are_corruption()
    {
        AssertOutOfPlace("Entry has index 8", segment => segment.LastIndex++);
        AssertOutOfPlace("Entry has index 6", segment => segment.LastIndex--);
        AssertOutOfPlace("Entry 7 is not chained", segment => segment.LastCrc++);
        AssertOutOfPlace("Entry 7 has term 2, below 3", _ => { }, term: 2);

        static void AssertOutOfPlace(string reason, Action<SegmentBuilder> change, ulong term = 3)
        {
            var segment = ThreeGroups();
            change(segment);
            segment.Entry(term, "out of place");
            var tail = Scan(segment.ToArray(SegmentBytes));
            Assert.Equal((TailKind.Corrupt, 6UL), Outcome(tail));
            Assert.StartsWith(reason, tail.Reason);
        }
    }

    [Fact]
    public void Random_bytes_are_never_taken_for_records() => Seeds.ForEach(200, random =>
    {
        var bytes = ThreeGroups().ToArray(SegmentBytes);
        var from = random.NextInt32(SegmentHeader.SpaceBytes, bytes.Length - 8);
        var harmed = bytes.AsSpan(from, random.NextInt32(8, bytes.Length - from + 1));
        random.Fill(harmed);
        Assert.InRange(Scan(bytes).LastIndex, 0UL, 6UL);
    });

    private static (TailKind Kind, ulong LastIndex) Outcome(SegmentTail tail) => (tail.Kind, tail.LastIndex);
}
