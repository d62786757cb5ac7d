namespace FromScratch.Log.Tests.Appending;

public sealed class DiskFullTests
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    /// <summary>A log whose disk has room for what it has and one segment more, and entries that need another one.</summary>
    private static LogUnderTest Full(LogDurability durability)
    {
        var log = new LogUnderTest(durability, starts: false);
        log.Disk.CapacityBytes = 20 * 1024;
        log.Log.Start();
        Assert.Equal(AppendResult.Appended, log.Append(30, bytes: 1000));
        log.Log.FlushHere();
        Assert.True(SpinWait.SpinUntil(() => log.Log.Stats.IsDiskFull, TimeSpan.FromSeconds(20)));
        return log;
    }

    [Theory]
    [InlineData(LogDurability.Always)]
    [InlineData(LogDurability.EverySecond)]
    [InlineData(LogDurability.No)]
    public void What_was_queued_is_committed_in_order_once_there_is_room_again(LogDurability durability)
    {
        var log = Full(durability);
        Assert.Equal(AppendResult.DiskFull, log.Append(1));
        log.Time.Advance(Retry);
        log.Time.Advance(Retry);
        Assert.Equal(AppendResult.DiskFull, log.Append(1));
        Assert.InRange(log.Listener.CommittedIndex, 0UL, 29UL);
        Assert.Equal(30UL, log.Log.LastIndex);

        log.Disk.CapacityBytes = long.MaxValue;
        Assert.True(SpinWait.SpinUntil(() => Advanced(log), TimeSpan.FromSeconds(20)));
        log.Listener.WaitUntil(listener => listener.RoomAgainCount == 1 && listener.CommittedIndex == 30);
        log.Commit(1);
        Assert.False(log.Log.Stats.IsDiskFull);
        Assert.True(log.Log.Stats.RefusedDiskFull >= 2);
        log.Dispose();
        Assert.Equal(Enumerable.Range(1, 31).Select(i => (ulong)i), log.Reopen(cutPower: true).Select(entry => entry.Index));
    }

    [Fact]
    public void Nothing_committed_is_lost_when_the_power_goes_while_the_disk_is_full()
    {
        var log = Full(LogDurability.Always);
        log.Listener.WaitUntil(listener => listener.CommittedIndex > 0);
        var committed = log.Listener.CommittedIndex;
        Assert.InRange(committed, 5UL, 29UL);
        log.Disk.CapacityBytes = long.MaxValue;
        Assert.True((ulong)log.Reopen(cutPower: true).Count >= committed);
    }

    [Fact]
    public void A_sync_says_that_there_is_no_room()
    {
        var log = Full(LogDurability.Always);
        Assert.Throws<Log.Files.DiskFullException>(log.Log.Sync);
        log.Dispose();
        Assert.Null(log.Log.Failure);
    }

    [Fact]
    public void Room_made_by_a_cut_at_the_front_is_used_at_once()
    {
        var log = new LogUnderTest(starts: false);
        log.Disk.CapacityBytes = 36 * 1024;
        log.Log.Start();
        log.Commit(20, bytes: 1000);
        log.Append(30, bytes: 1000);
        log.Log.Flush();
        Assert.True(SpinWait.SpinUntil(() => log.Log.Stats.IsDiskFull, TimeSpan.FromSeconds(20)));
        log.Log.TruncatePrefix(20);
        log.Listener.WaitUntil(listener => listener.CommittedIndex > 30);
        log.Dispose();
    }

    /// <summary>Each time the retry's alarm is set again it needs its time again.</summary>
    private static bool Advanced(LogUnderTest log)
    {
        log.Time.Advance(Retry);
        return !log.Log.Stats.IsDiskFull;
    }
}
