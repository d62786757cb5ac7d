using FromScratch.TestKit.Disks;

namespace FromScratch.Log.Tests.Appending;

/// <summary>The log as its owner sees it, threads and all.</summary>
public sealed class WriteAheadLogTests
{
    [Fact]
    public void What_was_committed_is_there_after_a_power_cut()
    {
        var log = new LogUnderTest();
        for (var i = 0; i < 50; i++)
            log.Commit(4, bytes: 100);
        Assert.Equal((200UL, 200UL, 1UL), (log.Log.LastIndex, log.Log.DurableIndex, log.Log.LastTerm));
        var entries = log.Reopen(cutPower: true);
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (ulong)i), entries.Select(entry => entry.Index));
        Assert.All(entries, entry => Assert.Equal(entry.Index.ToString().PadLeft(100, '.'), entry.Payload));
    }

    [Fact]
    public void Nothing_is_committed_before_it_is_on_disk()
    {
        using var log = new LogUnderTest();
        log.Listener.OnCommitted = index => Assert.True(log.Log.DurableIndex >= index);
        for (var i = 0; i < 50; i++)
            log.Commit(3);
    }

    [Fact]
    public void An_append_alone_wakes_nobody()
    {
        using var log = new LogUnderTest(starts: false);
        log.Append(5);
        Assert.Empty(log.Listener.Calls);
        log.Log.Sync();
        Assert.Equal(["committed 5"], log.Listener.Calls);
    }

    [Fact]
    public async Task Many_threads_append_and_each_entry_is_kept_once_in_the_order_of_its_index()
    {
        const int Threads = 4;
        const int Each = 500;
        var log = new LogUnderTest(queueBytesMax: 8 * 1024);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() => AppendMany(log, thread, Each))));
        log.Log.Sync();
        Assert.Equal((ulong)(Threads * Each), log.Listener.CommittedIndex);
        var entries = log.Reopen(cutPower: true);
        Assert.Equal(Threads * Each, entries.Count);
        for (var thread = 0; thread < Threads; thread++)
        {
            var own = entries.Where(entry => entry.Payload.StartsWith($"{thread}:", StringComparison.Ordinal))
                .Select(entry => entry.Payload);
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{thread}:{i}"), own);
        }
    }

    private static void AppendMany(LogUnderTest log, int thread, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var payload = System.Text.Encoding.ASCII.GetBytes($"{thread}:{i}");
            while (true)
            {
                var rooms = log.Listener.RoomAgainCount;
                var result = log.Log.TryAppend(1, 1, payload, out _);
                log.Log.Flush();
                if (result == AppendResult.Appended)
                    break;
                Assert.Equal(AppendResult.Full, result);
                log.Listener.WaitUntil(listener => listener.RoomAgainCount > rooms || log.Log.Stats.QueuedBytes <= 4096);
            }
        }
    }

    [Fact]
    public void A_full_queue_refuses_and_says_when_there_is_room_again()
    {
        using var log = new LogUnderTest(queueBytesMax: 8 * 1024);
        Assert.Equal(AppendResult.Full, log.Append(100, bytes: 1000));
        log.Listener.WaitUntil(listener => listener.RoomAgainCount == 1);
        Assert.Equal(AppendResult.Appended, log.Append(1));
        Assert.Equal(1, log.Log.Stats.RefusedFull);
    }

    [Fact]
    public void A_failed_sync_stops_the_log_for_good_and_says_why()
    {
        using var log = new LogUnderTest();
        log.Commit(3);
        log.Disk.Fault = (operation, name) =>
            operation == DiskOperation.Sync && name.EndsWith(".log", StringComparison.Ordinal) ? new IOException("no luck") : null;
        log.Append(2);
        log.Log.Flush();
        log.Listener.WaitUntil(listener => listener.Calls.Any(call => call.StartsWith("failed", StringComparison.Ordinal)));
        log.Disk.Fault = null;
        Assert.Equal(AppendResult.Failed, log.Append(1));
        Assert.Throws<LogFailedException>(log.Log.Sync);
        Assert.Throws<LogFailedException>(() => log.Log.TruncateSuffix(1));
        Assert.Contains("no luck", log.Log.Failure!.Message);
        Assert.EndsWith(".log", log.Log.Failure.File);
        Assert.Equal(3UL, log.Listener.CommittedIndex);
        log.Dispose();
        Assert.Single(log.Listener.Calls, call => call.StartsWith("failed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_write_stops_the_log_for_good()
    {
        using var log = new LogUnderTest();
        log.Commit(3);
        log.Disk.Fault = (operation, _) => operation == DiskOperation.Write ? new IOException("bad block") : null;
        log.Append(2);
        log.Log.Flush();
        log.Listener.WaitUntil(listener => listener.Calls.Any(call => call.StartsWith("failed", StringComparison.Ordinal)));
        log.Disk.Fault = null;
        Assert.Equal(AppendResult.Failed, log.Append(1));
        Assert.Equal(3UL, log.Listener.CommittedIndex);
    }

    [Fact]
    public void Cuts_at_the_back_take_queued_and_written_entries_and_others_are_committed_in_their_places()
    {
        var log = new LogUnderTest();
        log.Commit(10);
        log.Append(5, term: 2);
        log.Log.TruncateSuffix(12);
        Assert.Equal((12UL, 2UL), (log.Log.LastIndex, log.Log.LastTerm));
        log.Log.TruncateSuffix(4);
        log.Listener.Cut(4);
        Assert.Equal((4UL, 1UL), (log.Log.LastIndex, log.Log.LastTerm));
        log.Commit(3, term: 3);
        Assert.Equal([1UL, 1, 1, 1, 3, 3, 3], log.Reopen(cutPower: true).Select(entry => entry.Term));
    }

    [Fact]
    public void A_restart_goes_on_where_it_is_told_to()
    {
        var log = new LogUnderTest();
        log.Commit(10);
        log.Append(5);
        log.Log.Restart(100, 7);
        Assert.Equal((99UL, 7UL, 100UL), (log.Log.LastIndex, log.Log.LastTerm, log.Log.FirstIndex));
        log.Commit(2, term: 7);
        Assert.Equal([(100UL, 7UL, "100"), (101UL, 7UL, "101")], log.Reopen(cutPower: true));
    }

    [Fact]
    public void Cuts_at_the_front_happen_beside_appends_and_leave_the_rest()
    {
        var log = new LogUnderTest();
        for (var i = 0; i < 40; i++)
        {
            log.Commit(10, bytes: 500);
            log.Log.TruncatePrefix(log.Log.LastIndex - 5);
        }

        log.Log.Sync();
        Assert.InRange(log.Log.FirstIndex, 360UL, 396UL);
        var entries = log.Reopen(cutPower: true);
        Assert.Equal(400UL, entries[^1].Index);
        Assert.InRange(entries[0].Index, 2UL, 396UL);
    }

    [Fact]
    public void Closing_writes_what_is_queued_tells_it_and_leaves_the_mark()
    {
        var log = new LogUnderTest();
        log.Append(5);
        log.Dispose();
        Assert.Equal(5UL, log.Listener.CommittedIndex);
        Assert.Throws<ObjectDisposedException>(log.Log.Sync);
        Assert.Equal(5, log.Reopen(cutPower: true).Count);
    }

    [Fact]
    public void A_spare_is_ready_before_it_is_needed()
    {
        using var log = new LogUnderTest();
        var created = new List<string?>();
        log.Disk.Observer = (operation, _) =>
        {
            if (operation == DiskOperation.Create)
                created.Add(Thread.CurrentThread.Name);
        };
        for (var i = 0; i < 100; i++)
        {
            log.Commit(1, bytes: 1000);
            SpinWait.SpinUntil(() => log.Log.Stats.SparesReady > 0, TimeSpan.FromSeconds(20));
        }

        Assert.InRange(created.Count, 6, 12);
        Assert.All(created, thread => Assert.Equal("log spares", thread));
    }
}
