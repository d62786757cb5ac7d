namespace FromScratch.Group.Tests.Cluster;

public sealed class SnapshotTests
{
    [Fact]
    public async Task A_member_that_was_away_too_long_gets_a_snapshot()
    {
        await using var group = SmallLogs();
        var leader = await group.FormAsync();
        var away = group.Nodes.First(node => node != leader);
        await away.StopAsync();
        await FillAsync(group, leader, 60);
        leader.Machine.TakeSnapshot();
        await group.UntilAsync(() => leader.Group.FirstIndex > 1, "the log is cut");
        away.Start();
        await group.ProposeAsync("last");
        await group.AllHaveAsync("last");
        Assert.Equal(1, away.Machine.SnapshotsInstalled);
        Assert.Equal(leader.Machine.Values(), away.Machine.Values());
        Assert.True(away.Group.FirstIndex > 1);
        await away.StopAsync();
        away.Start();
        await group.ProposeAsync("once more");
        await group.AllHaveAsync("once more");
        Assert.Equal(leader.Machine.Values(), away.Machine.Values());
    }

    [Fact]
    public async Task A_witness_is_sent_one_of_its_own_kind()
    {
        await using var group = SmallLogs("a", "b");
        var witness = group.Add("w", Replication.Membership.MemberRole.Witness, isListed: true);
        var leader = await group.FormAsync();
        await witness.StopAsync();
        await FillAsync(group, leader, 60);
        leader.Machine.TakeSnapshot();
        await group.UntilAsync(() => leader.Group.FirstIndex > 1, "the log is cut");
        Assert.Equal(0, leader.Machine.WitnessSnapshots);
        witness.Start();
        await group.UntilAsync(() => witness.Machine.SnapshotsInstalled == 1, "the witness has one");
        Assert.True(leader.Machine.WitnessSnapshots > 0);
    }

    [Fact]
    public async Task A_transfer_goes_on_where_it_was_cut()
    {
        await using var group = SmallLogs();
        group.Chunk = 16 * 1024;
        group.SnapshotRate = 1 << 20;
        var leader = await group.FormAsync();
        var away = group.Nodes.First(node => node != leader);
        await away.StopAsync();
        await FillAsync(group, leader, 200);
        leader.Machine.TakeSnapshot();
        await group.UntilAsync(() => leader.Group.FirstIndex > 1, "the log is cut");
        away.Start();
        await group.UntilAsync(() => leader.Group.Status.Counters.SnapshotBytesSent > 400_000, "half of it is sent");
        away.ProxyFrom(leader.Name).Cut();
        await group.ProposeAsync("last");
        await group.AllHaveAsync("last");
        Assert.Equal(leader.Machine.Values(), away.Machine.Values());
        var resumed = leader.Log.Lines.Where(line => line.Contains("sending ", StringComparison.Ordinal)).ToArray();
        Assert.True(resumed.Length >= 2 && !resumed[^1].Contains("from byte 0", StringComparison.Ordinal), string.Join('\n', resumed));
    }

    [Fact]
    public async Task A_short_absence_needs_none()
    {
        await using var group = SmallLogs();
        group.TrailingEntries = 10_000;
        var leader = await group.FormAsync();
        var away = group.Nodes.First(node => node != leader);
        await away.StopAsync();
        await FillAsync(group, leader, 40);
        leader.Machine.TakeSnapshot();
        away.Start();
        await group.ProposeAsync("last");
        await group.AllHaveAsync("last");
        Assert.Equal(0, away.Machine.SnapshotsInstalled);
    }

    private static TestGroup SmallLogs(params string[] voters) => new(voters.Length > 0 ? voters : ["a", "b", "c"])
    {
        SegmentBytes = 256 * 1024,
        TrailingEntries = 2,
    };

    private static async Task FillAsync(TestGroup group, TestNode leader, int count)
    {
        for (var i = 0; i < count; i++)
            await group.ProposeAsync($"{i} {new string('x', 10_000)}");
        await group.ProposeAsync($"{count} values");
        await group.AllHaveAsync($"{count} values", leader);
    }
}
