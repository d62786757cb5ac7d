using FromScratch.Replication.Membership;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Group.Tests.Cluster;

public sealed class FailoverTests
{
    [Fact]
    public async Task Another_member_leads_when_the_leader_is_gone_and_nothing_committed_is_lost()
    {
        await using var group = new TestGroup("a", "b", "c");
        var first = await group.FormAsync();
        for (var i = 0; i < 100; i++)
            await group.ProposeAsync($"value {i}");
        await group.AllHaveAsync("value 99", first);
        // Without a word: connections stand still, then the process is gone.
        group.Block(first, ProxyFaults.Stall);
        await first.StopAsync();
        var second = await group.LeaderAsync();
        Assert.NotEqual(first.Name, second.Name);
        await group.ProposeAsync("after");
        await group.AllHaveAsync("after");
        group.Block(first, ProxyFaults.None);
        first.Start();
        await group.AllHaveAsync("after");
        Assert.Equal([.. Enumerable.Range(0, 100).Select(i => $"value {i}"), "after"], second.Machine.Values());
        Assert.All(group.Nodes, node => Assert.Equal(second.Machine.Values(), node.Machine.Values()));
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_steps_down_and_what_it_took_alone_is_gone_when_it_is_back()
    {
        await using var group = new TestGroup("a", "b", "c");
        var old = await group.FormAsync();
        await group.ProposeAsync("kept");
        await group.AllHaveAsync("kept");
        var others = group.Nodes.Where(node => node != old).ToArray();
        group.Block(old, ProxyFaults.Stall);
        Assert.Equal(ProposeResult.Appended, old.Propose("lost"));
        await group.UntilAsync(() => others.Any(node => node.Machine.Role.IsLeader), "another one leads");
        await group.UntilAsync(() => !old.Machine.Role.IsLeader, "the old one has stepped down");
        Assert.False(old.Group.TryLeaseRead());
        var leader = others.Single(node => node.Machine.Role.IsLeader);
        await group.UntilAsync(() => leader.Propose("new") == ProposeResult.Appended, "the new leader takes entries");
        await group.AllHaveAsync("new", others);
        group.Block(old, ProxyFaults.None);
        await group.AllHaveAsync("new", old);
        Assert.Equal(["kept", "new"], old.Machine.Values());
        Assert.NotNull(old.Machine.TruncatedTo);
    }

    [Fact]
    public async Task A_one_way_cut_between_two_members_leaves_the_group_working()
    {
        await using var group = new TestGroup("a", "b", "c");
        var leader = await group.FormAsync();
        var deaf = group.Nodes.First(node => node != leader);
        deaf.ProxyFrom(leader.Name).Faults = ProxyFaults.StallForward;
        for (var i = 0; i < 20; i++)
            await group.ProposeAsync($"value {i}");
        await group.AllHaveAsync("value 19", [.. group.Nodes.Where(node => node != deaf)]);
        deaf.ProxyFrom(leader.Name).Faults = ProxyFaults.None;
        await group.AllHaveAsync("value 19");
    }

    [Fact]
    public async Task An_entry_longer_than_what_may_wait_is_shipped_all_the_same()
    {
        await using var group = new TestGroup("a", "b", "c");
        foreach (var node in group.Nodes)
            node.Options = static options => options with { OutboxBytesMax = 8 * 1024 };
        await group.FormAsync();
        var value = new string('x', 32 * 1024);
        await group.ProposeAsync(value);
        await group.ProposeAsync("behind it");
        await group.AllHaveAsync("behind it");
        await group.AllHaveAsync(value);
    }

    [Fact]
    public async Task A_half_open_connection_is_noticed_on_both_sides_and_dialled_again()
    {
        await using var group = new TestGroup("a", "b", "c");
        foreach (var node in group.Nodes)
            node.Options = static options => options with { LinkTimeoutMs = 600, PingMs = 100 };
        var leader = await group.FormAsync();
        await group.UntilAsync(() => group["c"].Group.Status.Members.All(member => member is { IsConnected: true, IsHeard: true }),
            "c is connected");
        group.Block(group["c"], ProxyFaults.Stall);
        await group.UntilAsync(() => group["a"].Log.Has("the connection to c at") && group["c"].Log.Has("the connection to a at"),
            "both notice");
        Assert.True(group["a"].Log.Has("no sign of life for 600 ms"));
        await group.UntilAsync(
            () => group["c"].Group.Status.Members.All(member => member.IsSelf || member is { IsConnected: false, IsHeard: false }),
            "c hears nobody");
        group.Block(group["c"], ProxyFaults.None);
        await group.ProposeAsync("after");
        await group.AllHaveAsync("after");
        Assert.NotNull(leader);
    }

    [Fact]
    public async Task All_members_may_stop_and_come_back()
    {
        await using var group = new TestGroup("a", "b", "c");
        await group.FormAsync();
        await group.ProposeAsync("before");
        await group.AllHaveAsync("before");
        var id = group["a"].Group.ClusterId;
        foreach (var node in group.Nodes)
            await node.StopAsync();
        group.Start();
        await group.ProposeAsync("after");
        await group.AllHaveAsync("after");
        Assert.All(group.Nodes, node => Assert.Equal(["before", "after"], node.Machine.Values()));
        Assert.Equal(id, group["b"].Group.ClusterId);
    }

    [Fact]
    public async Task A_transfer_hands_over_to_the_named_member()
    {
        await using var group = new TestGroup("a", "b", "c");
        var first = await group.FormAsync();
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one");
        var heir = group.Nodes.First(node => node != first);
        Assert.NotNull(heir.Group.TryTransfer(heir.Name));
        Assert.NotNull(first.Group.TryTransfer("nobody"));
        Assert.Null(first.Group.TryTransfer(heir.Name));
        await group.UntilAsync(() => heir.Machine.Role.IsLeader, "the heir leads");
        Assert.Equal(ProposeResult.NotLeader, first.Propose("refused"));
        await group.ProposeAsync("two");
        await group.AllHaveAsync("two");
    }

    [Fact]
    public async Task A_leader_that_is_stopped_hands_over_first()
    {
        await using var group = new TestGroup("a", "b", "c");
        var first = await group.FormAsync();
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one");
        var term = first.Group.Status.Term;
        await first.StopAsync();
        var second = await group.LeaderAsync();
        Assert.Equal(term + 1, second.Group.Status.Term);
        await group.ProposeAsync("two");
        await group.AllHaveAsync("two");
    }

    [Fact]
    public async Task A_witness_votes_and_keeps_no_payloads()
    {
        await using var group = new TestGroup("a", "b");
        var witness = group.Add("w", MemberRole.Witness, isListed: true);
        var first = await group.FormAsync();
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one");
        await group.UntilAsync(() => witness.Group.Status.DurableIndex >= first.Group.Status.CommitIndex, "the witness has it");
        var other = group.Voters.Single(node => node != first && node != witness);
        await first.StopAsync();
        await group.UntilAsync(() => other.Machine.Role.IsLeader, "the other full node leads by the vote of the witness");
        await group.ProposeAsync("two");
        await group.AllHaveAsync("two", other);
        using var cursor = witness.Group.ReadLog(1);
        while (cursor.TryRead(out var entry))
            Assert.True(GroupTags.IsGroups(entry.Tag) && (entry.Tag != GroupTags.Elided || entry.Payload.IsEmpty), $"tag {entry.Tag:x2}");
    }
}
