using FromScratch.Core;
using FromScratch.Log.Files;
using FromScratch.Log.Format;
using FromScratch.Log.Segments;
using FromScratch.TestKit;
using FromScratch.TestKit.Disks;

namespace FromScratch.Log.Tests.Segments;

public sealed class LogStoreTests
{
    private static readonly byte[] Payload = [.. Enumerable.Range(0, 100).Select(n => (byte)n)];
    private readonly SimulatedDisk _disk = new(new SeededRandom(1));

    private static LogOptions Options(ulong known = 0) =>
        new() { Random = new SeededRandom(5), Identity = 9, SegmentBytes = 8 * 1024, PayloadBytesMax = 4000, KnownIndex = known };

    private LogStore Open(ulong known = 0)
    {
        _disk.KillProcess();
        return LogStore.Open(_disk.Mount(), Options(known));
    }

    private static byte[][] Many(int count) => [.. Enumerable.Repeat(Payload, count)];

    [Fact]
    public void Entries_run_on_over_segments_and_are_read_from_any_index()
    {
        var store = Open();
        store.Append(1, Many(100));
        store.Sync();
        Assert.Equal((100UL, 100UL), (store.LastIndex, store.DurableIndex));
        Assert.Equal(4, store.Segments.Length);
        for (var from = 1UL; from <= 100; from++)
        {
            using var cursor = new LogCursor(store, from);
            Assert.True(cursor.TryRead(out var entry));
            Assert.Equal((from, 1UL), (entry.Index, entry.Term));
            Assert.True(entry.Payload.SequenceEqual(Payload));
        }
    }

    [Fact]
    public void A_cursor_waits_at_the_end_and_goes_on_when_more_was_written()
    {
        var store = Open();
        using var cursor = new LogCursor(store, 1);
        Assert.False(cursor.TryRead(out _));
        for (var index = 1UL; index <= 60; index++)
        {
            store.Append(1, Payload);
            Assert.True(cursor.TryRead(out var entry));
            Assert.Equal(index, entry.Index);
            Assert.False(cursor.TryRead(out _));
        }
    }

    [Fact]
    public void A_cut_at_the_front_gives_whole_segments_back_for_new_ones()
    {
        var store = Open();
        store.Append(1, Many(100));
        store.Sync();
        store.TruncatePrefix(80);
        Assert.InRange(store.FirstIndex, 50UL, 80UL);
        Assert.Equal(2, store.Spares.Ready);
        Assert.Throws<LogEntryGoneException>(() => new LogCursor(store, 1).TryRead(out _));
        var created = 0;
        _disk.Observer = (operation, _) => created += operation == DiskOperation.Create ? 1 : 0;
        store.Append(1, Many(50));
        Assert.Equal(0, created);
        Assert.Equal(150UL - store.FirstIndex + 1, (ulong)store.ReadAll().Count);
    }

    [Fact]
    public void A_cursor_in_a_segment_that_is_dropped_reads_it_to_its_end()
    {
        var store = Open();
        store.Append(1, Many(100));
        using var cursor = new LogCursor(store, 1);
        Assert.True(cursor.TryRead(out _));
        store.TruncatePrefix(80);
        Assert.True(cursor.TryRead(out var entry));
        Assert.Equal(2UL, entry.Index);
    }

    [Theory]
    [InlineData(100, 3)]
    [InlineData(40, 20)]
    [InlineData(5, 0)]
    public void Entries_behind_a_cut_are_gone_and_others_take_their_places(int count, ulong kept)
    {
        var store = Open();
        store.Append(1, Many(count));
        store.TruncateSuffix(kept);
        Assert.Equal((kept, kept), (store.LastIndex, store.DurableIndex));
        store.Append(2, Payload, Payload);
        store.Sync();
        _disk.CutPower();
        store = Open();
        Assert.Equal(
            [.. Enumerable.Repeat(1UL, (int)kept), 2UL, 2UL],
            store.ReadAll().Select(entry => entry.Term));
    }

    [Fact]
    public void A_log_that_starts_again_forgets_what_was_before()
    {
        var store = Open();
        store.Append(1, Many(50));
        store.Restart(1000, previousTerm: 7);
        Assert.Equal((1000UL, 999UL, 7UL), (store.FirstIndex, store.LastIndex, store.LastTerm));
        store.Append(7, Payload);
        store.Sync();
        _disk.CutPower();
        store = Open();
        Assert.Equal((1000UL, 1000UL), (store.FirstIndex, store.LastIndex));
    }

    [Fact]
    public void A_failed_sync_stops_the_log_for_good_and_says_where()
    {
        var store = Open();
        store.Append(1, Payload);
        _disk.Fault = (operation, _) => operation == DiskOperation.Sync ? new IOException("input/output error") : null;
        var failure = Assert.Throws<LogFailedException>(store.Sync);
        _disk.Fault = null;
        Assert.EndsWith("0000000000000001-0000000000000001.log", failure.File);
        Assert.Contains("input/output error", failure.Message);
        Assert.Throws<LogFailedException>(store.Sync);
        Assert.Throws<LogFailedException>(() => store.Append(1, Payload));
        Assert.Single(store.ReadAll());
    }

    [Fact]
    public void What_a_failed_sync_lost_is_written_again_when_the_log_is_opened() => Seeds.ForEach(20, random =>
    {
        var disk = new SimulatedDisk(random);
        var store = LogStore.Open(disk.Mount(), Options());
        store.Append(1, Payload);
        store.Sync();
        store.Append(1, Many(3));
        disk.Fault = (operation, _) => operation == DiskOperation.Sync ? new IOException("input/output error") : null;
        Assert.Throws<LogFailedException>(store.Sync);
        disk.Fault = null;

        disk.KillProcess();
        var shown = LogStore.Open(disk.Mount(), Options()).DurableIndex;
        Assert.Equal(4UL, shown);
        disk.CutPower();
        Assert.Equal(shown, LogStore.Open(disk.Mount(), Options()).LastIndex);
    });

    [Fact]
    public void A_full_disk_refuses_the_next_segment_and_the_log_goes_on_when_there_is_room()
    {
        var store = Open();
        _disk.CapacityBytes = 16 * 1024;
        Assert.Throws<DiskFullException>(() => store.Append(1, Many(100)));
        var written = store.LastIndex;
        Assert.InRange(written, 1UL, 99UL);
        store.Sync();
        Assert.Throws<DiskFullException>(() => store.Append(1, Payload));
        Assert.Throws<DiskFullException>(() => store.Spares.Prepare(TimeProvider.System));
        Assert.Equal((int)written, store.ReadAll().Count);

        _disk.CapacityBytes = long.MaxValue;
        store.Append(1, Payload);
        store.Sync();
        Assert.Equal(written + 1, Open().LastIndex);
    }

    [Fact]
    public void A_damaged_file_stops_the_start_with_file_and_offset_and_nothing_is_changed()
    {
        var store = Open();
        store.Append(1, Many(60));
        store.Close();
        var name = _disk.Names.Order().First();
        _disk.FlipBit(name, (SegmentHeader.SpaceBytes + 40) * 8);
        var operations = _disk.Operations;
        var corrupt = Assert.Throws<LogCorruptException>(() => Open());
        Assert.Equal((name, (long)SegmentHeader.SpaceBytes), (corrupt.File, corrupt.Offset));
        Assert.StartsWith($"simulated/{name} is corrupt at offset 4096: entry 1 is damaged", corrupt.Message);
        Assert.Equal(operations, _disk.Operations);
    }

    [Fact]
    public void Every_flipped_byte_of_a_closed_log_is_reported_or_harmless()
    {
        var store = Open();
        store.Append(1, Many(60));
        store.Close();
        foreach (var name in _disk.Names.Where(SegmentName.IsSegment).ToList())
        {
            for (var at = 0; at < _disk.Content(name).Length; at += 3)
            {
                _disk.FlipBit(name, at * 8);
                if (Record.Exception(() => Recover(name)) is { } error)
                    Assert.IsType<LogCorruptException>(error);
                _disk.FlipBit(name, at * 8);
            }
        }

        void Recover(string name)
        {
            var recovery = new Recovery(_disk.Mount(), Options());
            recovery.Run(_disk.Names);
            Assert.True(recovery.Tail.LastIndex == 60, $"{name} lost entries behind {recovery.Tail.LastIndex}");
        }
    }

    [Fact]
    public void A_lost_segment_and_a_log_shorter_than_is_known_are_reported()
    {
        var store = Open();
        store.Append(1, Many(100));
        store.Close();
        Assert.Throws<LogCorruptException>(() => Open(known: 101));
        _disk.Mount().Delete(_disk.Names.Where(SegmentName.IsSegment).Order().ElementAt(1));
        Assert.Throws<LogCorruptException>(() => Open());
    }

    [Fact]
    public void A_log_of_another_identity_is_refused()
    {
        Open();
        var options = Options() with { Identity = 10 };
        Assert.Contains("belongs to the log", Assert.Throws<LogCorruptException>(() => LogStore.Open(_disk.Mount(), options)).Message);
    }

    [Fact]
    public void A_clean_close_leaves_nothing_to_repair()
    {
        var store = Open();
        store.Append(1, Many(5));
        store.Close();
        store = Open();
        Assert.Null(store.Recovered.TornFile);
        Assert.Single(store.Segments);
        store.Append(1, Payload);
        store.Close();
        Assert.Equal(6, Open().ReadAll().Count);
    }

    [Fact]
    public void A_write_and_a_sync_of_a_prepared_segment_touch_nothing_else()
    {
        var store = Open();
        var operations = new List<DiskOperation>();
        _disk.Observer = (operation, _) => operations.Add(operation);
        store.Append(1, Many(3));
        store.Sync();
        Assert.Equal([DiskOperation.Write, DiskOperation.Sync], operations);
        Assert.All(_disk.Names, name => Assert.Equal(8 * 1024, _disk.Content(name).Length));
    }
}
