namespace FromScratch.Log.Tests.Appending;

/// <summary>What a log tells between writing and syncing: enough to pass entries on while the disk is still at it.</summary>
public sealed class WrittenTests
{
    [Fact]
    public void Entries_can_be_read_when_they_are_told_as_written_and_are_not_durable_yet()
    {
        using var log = new LogUnderTest();
        using var cursor = log.Log.Read(1);
        var (told, wasDurable) = (new List<ulong>(), false);
        log.Listener.OnWritten = index =>
        {
            told.Add(index);
            wasDurable |= log.Log.DurableIndex >= index;
            while (cursor.NextIndex <= index)
                Assert.True(cursor.TryRead(out _));
            Assert.False(cursor.TryRead(out _));
            Assert.Equal(index, log.Log.WrittenIndex);
        };
        for (var i = 0; i < 20; i++)
            log.Commit(3, bytes: 50);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (ulong)(3 * i)), told);
        Assert.False(wasDurable);
    }

    [Theory]
    [InlineData(LogDurability.Always)]
    [InlineData(LogDurability.No)]
    public void After_a_cut_the_places_are_told_again(LogDurability durability)
    {
        using var log = new LogUnderTest(durability);
        var told = new List<ulong>();
        log.Listener.OnWritten = told.Add;
        log.Commit(5);
        log.Log.TruncateSuffix(2);
        log.Listener.Cut(2);
        Assert.Equal((2UL, 2UL), (log.Log.WrittenIndex, log.Log.KeptIndex));
        log.Commit(2, term: 2);
        log.Log.Restart(100, 7);
        Assert.Equal((99UL, 99UL), (log.Log.WrittenIndex, log.Log.KeptIndex));
        log.Commit(1, term: 8);
        Assert.Equal([5, 4, 100], told);
    }

    [Fact]
    public void What_is_kept_is_on_disk_or_only_written_as_the_durability_has_it()
    {
        using var always = new LogUnderTest();
        using var never = new LogUnderTest(LogDurability.No);
        always.Listener.OnWritten = index => Assert.True(always.Log.KeptIndex < index);
        never.Listener.OnWritten = index => Assert.Equal(index, never.Log.KeptIndex);
        always.Commit(3);
        never.Commit(3);
        Assert.Equal((3UL, 3UL), (always.Log.KeptIndex, never.Log.KeptIndex));
    }
}
