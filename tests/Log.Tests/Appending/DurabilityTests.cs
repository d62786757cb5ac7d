using FromScratch.TestKit.Disks;

namespace FromScratch.Log.Tests.Appending;

/// <summary>When it counts as kept although it is not on disk yet.</summary>
public sealed class DurabilityTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Every_second_commits_what_is_written_and_syncs_it_a_second_later()
    {
        using var log = new LogUnderTest(LogDurability.EverySecond);
        log.Append(3);
        log.Log.FlushHere();
        Assert.Equal(["committed 3"], log.Listener.Calls);
        log.Time.Advance(Second * 0.9);
        Assert.Equal((0UL, 0L), (log.Log.DurableIndex, log.Log.Stats.Syncs));
        var synced = WhenSynced(log);
        log.Time.Advance(Second * 0.1);
        Assert.True(synced.Wait(TimeSpan.FromSeconds(20)));
        Assert.True(SpinWait.SpinUntil(() => log.Log.DurableIndex == 3, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Every_second_means_each_second_anew()
    {
        using var log = new LogUnderTest(LogDurability.EverySecond);
        for (var round = 1; round <= 5; round++)
        {
            log.Append(1);
            log.Log.FlushHere();
            log.Time.Advance(Second);
            Assert.True(SpinWait.SpinUntil(() => log.Log.DurableIndex == log.Log.LastIndex, TimeSpan.FromSeconds(20)), $"round {round}");
            Assert.True(SpinWait.SpinUntil(() => log.Log.Stats.Syncs == round, TimeSpan.FromSeconds(20)));
        }
    }

    [Fact]
    public void A_sync_under_way_does_not_hold_up_writers()
    {
        using var log = new LogUnderTest(LogDurability.EverySecond, new SimulatedDisk(new Core.SeededRandom(1)));
        using var inside = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        log.Append(1);
        log.Log.FlushHere();
        var slow = new SlowSyncs(inside, goOn);
        log.Disk.SyncDelay = slow.Delay;
        log.Time.Advance(Second);
        Assert.True(inside.Wait(TimeSpan.FromSeconds(20)));
        log.Append(5);
        log.Log.FlushHere();
        Assert.Equal(6UL, log.Listener.CommittedIndex);
        Assert.Equal(0UL, log.Log.DurableIndex);
        log.Disk.SyncDelay = null;
        goOn.Set();
        Assert.True(SpinWait.SpinUntil(() => log.Log.DurableIndex == 1, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void A_failed_sync_in_the_background_stops_the_log()
    {
        using var log = new LogUnderTest(LogDurability.EverySecond);
        log.Append(1);
        log.Log.FlushHere();
        log.Disk.Fault = (operation, _) => operation == DiskOperation.Sync ? new IOException("no luck") : null;
        log.Time.Advance(Second);
        log.Listener.WaitUntil(listener => listener.Calls.Length == 2);
        Assert.StartsWith("failed", log.Listener.Calls[1]);
        Assert.Equal(AppendResult.Failed, log.Append(1));
    }

    [Fact]
    public void Without_durability_the_end_of_a_segment_and_the_close_are_synced()
    {
        var log = new LogUnderTest(LogDurability.No);
        log.Append(30, bytes: 1000);
        log.Log.FlushHere();
        Assert.Equal(30UL, log.Listener.CommittedIndex);
        Assert.InRange(log.Log.DurableIndex, 11UL, 29UL);
        Assert.Equal(0, log.Log.Stats.Syncs);
        log.Dispose();
        Assert.Equal(30, log.Reopen(cutPower: true).Count);
    }

    [Fact]
    public void A_listener_may_take_a_lock_that_is_held_while_flushing()
    {
        using var log = new LogUnderTest(LogDurability.EverySecond);
        var owner = new object();
        log.Listener.OnCommitted = _ =>
        {
            lock (owner)
            {
                // As a store that applies what is committed.
            }
        };
        for (var i = 0; i < 2000; i++)
        {
            lock (owner)
            {
                log.Append(1);
                log.Log.Flush();
                if (i % 2 == 0)
                    log.Log.FlushHere();
            }
        }

        log.Listener.WaitUntil(listener => listener.CommittedIndex == 2000);
    }

    private static ManualResetEventSlim WhenSynced(LogUnderTest log)
    {
        var synced = new ManualResetEventSlim();
        log.Disk.Observer = (operation, name) =>
        {
            if (operation == DiskOperation.Sync && name.EndsWith(".log", StringComparison.Ordinal))
                synced.Set();
        };
        return synced;
    }

    private sealed class SlowSyncs(ManualResetEventSlim inside, ManualResetEventSlim goOn)
    {
        public void Delay(string name)
        {
            if (!name.EndsWith(".log", StringComparison.Ordinal))
                return;
            inside.Set();
            goOn.Wait(TimeSpan.FromSeconds(20));
        }
    }
}
