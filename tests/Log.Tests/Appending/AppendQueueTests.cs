using FromScratch.Core;
using FromScratch.Log.Appending;
using FromScratch.Log.Format;
using FromScratch.TestKit;

namespace FromScratch.Log.Tests.Appending;

public sealed class AppendQueueTests
{
    private static readonly LogOptions Options = new() { Random = new SeededRandom(1), PayloadBytesMax = 968, QueueBytesMax = 4000 };
    private readonly AppendQueue _queue = new(Options, lastIndex: 10, lastTerm: 3);

    private AppendResult Append(ulong term, int bytes = 968) => _queue.TryAppend(term, 1, new byte[bytes], out _);

    private static List<(ulong Term, ulong Index)> Read(DraftBatch batch)
    {
        var entries = new List<(ulong, ulong)>();
        for (var at = 0; at < batch.Bytes;)
        {
            var header = RecordHeader.Read(batch.Drafts[at..]);
            entries.Add((header.Term, header.Index));
            at += RecordCodec.SizeOf((int)header.PayloadBytes);
        }

        Assert.Equal(batch.Entries, entries.Count);
        return entries;
    }

    [Fact]
    public void Entries_are_numbered_on_and_leave_in_order()
    {
        Assert.Equal(AppendResult.Appended, _queue.TryAppend(3, 7, "a"u8, out var first));
        Assert.Equal(AppendResult.Appended, _queue.TryAppend(4, 8, "bc"u8, out var second));
        Assert.Equal((11UL, 12UL, 12UL, 4UL), (first, second, _queue.LastIndex, _queue.LastTerm));
        Assert.Equal([(3UL, 11UL), (4UL, 12UL)], Read(_queue.Take()!));
        Assert.Null(_queue.Take());
    }

    [Fact]
    public void What_is_being_written_counts_against_the_limit_too()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal(AppendResult.Appended, Append(3));
        Assert.NotNull(_queue.Take());
        Assert.Equal(AppendResult.Appended, Append(3));
        Assert.Equal(AppendResult.Full, Append(3, 1));
        Assert.Equal((4000, 4, 1L), (_queue.QueuedBytes, _queue.QueuedEntries, _queue.RefusedFull));
        Assert.True(_queue.Release());
        Assert.False(_queue.Release());
        Assert.Equal(AppendResult.Appended, Append(3));
    }

    [Fact]
    public void A_refusal_for_want_of_room_asks_for_a_flush_by_itself()
    {
        for (var i = 0; i < 4; i++)
            Append(3);
        Assert.Equal(0, _queue.FlushedEntries);
        Append(3);
        Assert.Equal(4, _queue.FlushedEntries);
    }

    [Fact]
    public void Flushes_are_counted_only_when_they_bring_something()
    {
        _queue.Flush();
        Append(3, 1);
        _queue.Flush();
        _queue.Flush();
        Append(3, 1);
        Append(3, 1);
        _queue.Flush();
        Append(3, 1);
        Assert.Equal((3, 2, 4), (_queue.FlushedEntries, _queue.Take()!.Flushes, _queue.QueuedEntries));
    }

    [Fact]
    public void A_lower_term_and_a_payload_too_large_are_the_callers_mistake()
    {
        Assert.Throws<ArgumentException>(() => Append(2));
        Assert.Throws<ArgumentException>(() => Append(3, 969));
        Assert.Equal(10UL, _queue.LastIndex);
    }

    [Theory]
    [InlineData(15, 15, 5)]
    [InlineData(14, 14, 5)]
    [InlineData(13, 13, 4)]
    [InlineData(12, 12, 4)]
    [InlineData(11, 11, 3)]
    [InlineData(9, 9, 2)]
    public void A_cut_takes_what_is_behind_it_out_of_both_batches(ulong lastKept, ulong lastIndex, ulong lastTerm)
    {
        Append(3, 1);
        Append(4, 1);
        var taken = _queue.Take()!;
        Append(4, 1);
        Append(5, 1);
        Append(5, 1);
        _queue.Flush();
        _queue.CutSuffix(lastKept, () => 2);
        Assert.Equal((lastIndex, lastTerm), (_queue.LastIndex, _queue.LastTerm));
        Assert.Equal((int)Math.Max(0, (long)lastKept - 10), _queue.QueuedEntries);
        Assert.Equal((int)Math.Max(0, (long)lastKept - 12), _queue.FlushedEntries);
        Assert.Equal((int)Math.Clamp((long)lastKept - 10, 0, 2), Read(taken).Count);
    }

    [Fact]
    public void A_full_disk_is_told_until_it_has_room_and_a_failure_for_ever()
    {
        _queue.Close(AppendResult.DiskFull);
        Assert.Equal(AppendResult.DiskFull, Append(3));
        Assert.True(_queue.Accept());
        Assert.Equal(AppendResult.Appended, Append(3));
        _queue.Close(AppendResult.Failed);
        _queue.Close(AppendResult.DiskFull);
        Assert.Equal(AppendResult.Failed, Append(3));
        Assert.False(_queue.Accept());
        Assert.Equal(AppendResult.Failed, Append(3));
    }

    [Fact]
    public void Waiting_for_entries_ends_when_they_are_there_and_when_the_clock_stands_still_too()
    {
        Append(3, 1);
        _queue.Flush();
        var stopped = new TestTime();
        Assert.Equal(1, _queue.WaitForEntries(1, TimeSpan.FromHours(1), stopped));
        Assert.Equal(1, _queue.WaitForEntries(2, TimeSpan.FromMicroseconds(900), stopped));
    }
}
