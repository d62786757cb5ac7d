using System.Text;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Group.Tests.Cluster;

public sealed class RequestTests
{
    [Fact]
    public async Task A_forwarded_request_is_answered_by_the_leader()
    {
        await using var group = new TestGroup("a", "b", "c");
        var (leader, follower) = await ReadyAsync(group);
        leader.Machine.OnRequested = (from, ticket, body) =>
            leader.Group.Reply(from, ticket, ForwardOutcome.Answered, Encoding.UTF8.GetBytes($"{body}!"));
        for (ulong ticket = 1; ticket <= 100; ticket++)
            Assert.True(follower.Group.TryForward(ticket, Encoding.UTF8.GetBytes($"request {ticket}")));
        for (ulong ticket = 1; ticket <= 100; ticket++)
            Assert.Equal((ForwardOutcome.Answered, $"request {ticket}!"), await ReplyAsync(group, follower, ticket));
    }

    [Fact]
    public async Task A_request_that_the_leader_turns_down_is_not_done()
    {
        await using var group = new TestGroup("a", "b", "c");
        var (leader, follower) = await ReadyAsync(group);
        leader.Machine.OnRequested = (from, ticket, _) => leader.Group.Reply(from, ticket, ForwardOutcome.NotDone, default);
        Assert.True(follower.Group.TryForward(7, "x"u8));
        Assert.Equal((ForwardOutcome.NotDone, ""), await ReplyAsync(group, follower, 7));
    }

    [Fact]
    public async Task A_request_whose_connection_is_lost_has_an_unknown_outcome()
    {
        await using var group = new TestGroup("a", "b", "c");
        var (leader, follower) = await ReadyAsync(group);
        var asked = 0;
        leader.Machine.OnRequested = (_, _, _) => Interlocked.Increment(ref asked);
        Assert.True(follower.Group.TryForward(1, "x"u8));
        await group.UntilAsync(() => Volatile.Read(ref asked) == 1, "it has come");
        leader.ProxyFrom(follower.Name).Cut();
        Assert.Equal(ForwardOutcome.Unknown, (await ReplyAsync(group, follower, 1)).Outcome);
    }

    [Fact]
    public async Task A_reply_that_gets_lost_leaves_the_outcome_unknown()
    {
        await using var group = new TestGroup("a", "b", "c");
        var (leader, follower) = await ReadyAsync(group);
        leader.Machine.OnRequested = (from, ticket, _) =>
        {
            follower.ProxyFrom(leader.Name).Cut();
            leader.Group.Reply(from, ticket, ForwardOutcome.Answered, "lost"u8);
        };
        Assert.True(follower.Group.TryForward(1, "x"u8));
        var (outcome, body) = await ReplyAsync(group, follower, 1);
        // The reply may have passed just before the cut.
        Assert.True(outcome == ForwardOutcome.Unknown || body == "lost", $"{outcome}");
    }

    [Fact]
    public async Task A_leader_forwards_to_nobody_and_a_member_without_a_leader_neither()
    {
        await using var group = new TestGroup("a", "b", "c");
        var (leader, follower) = await ReadyAsync(group);
        Assert.False(leader.Group.TryForward(1, "x"u8));
        group.Block(follower, ProxyFaults.Stall);
        await group.UntilAsync(() => follower.Group.Status.LeaderId == 0 || !follower.Group.TryForward(2, "x"u8), "it has lost the leader");
        Assert.False(follower.Group.TryForward(3, "x"u8));
    }

    [Fact]
    public async Task Reads_are_confirmed_on_every_member()
    {
        await using var group = new TestGroup("a", "b", "c");
        await ReadyAsync(group);
        await group.ProposeAsync("value");
        await group.AllHaveAsync("value", group.Leader);
        var index = group.Leader.Machine.AppliedIndex;
        foreach (var node in group.Nodes)
        {
            for (ulong ticket = 1; ticket <= 50; ticket++)
                node.Group.RequestRead(ticket);
        }

        foreach (var node in group.Nodes)
        {
            await group.UntilAsync(() => Enumerable.Range(1, 50).All(t => node.Machine.ReadIndexOf((ulong)t) is not null),
                $"{node.Name} may read");
            Assert.All(Enumerable.Range(1, 50), t => Assert.True(node.Machine.ReadIndexOf((ulong)t) >= index));
        }

        await group.UntilAsync(() => group.Leader.Group.TryLeaseRead(), "the leader has a lease");
        Assert.Equal(TimeSpan.Zero, group.Leader.Group.StaleFor);
        await group.UntilAsync(
            () => group.Nodes.All(node => node.Group.StaleFor < TimeSpan.FromSeconds(2)), "followers know how old they are");
    }

    [Fact]
    public async Task A_read_without_a_leader_ends_without_an_index()
    {
        await using var group = new TestGroup("a", "b", "c");
        var (_, follower) = await ReadyAsync(group);
        group.Block(follower, ProxyFaults.Stall);
        await group.UntilAsync(() => follower.Group.Status.LeaderId == 0, "it has lost the leader");
        follower.Group.RequestRead(1);
        await group.UntilAsync(() => follower.Machine.ReadIndexOf(1) == 0, "it gives up");
    }

    private static async Task<(TestNode Leader, TestNode Follower)> ReadyAsync(TestGroup group)
    {
        var leader = await group.FormAsync();
        var follower = group.Nodes.First(node => node != leader);
        await group.ProposeAsync("ready");
        await group.AllHaveAsync("ready");
        await group.UntilAsync(
            () => group.Nodes.All(node => node.Group.Status.Members.All(member => member is { IsConnected: true, IsHeard: true })),
            "all are connected");
        return (leader, follower);
    }

    private static async Task<(ForwardOutcome Outcome, string Body)> ReplyAsync(TestGroup group, TestNode node, ulong ticket)
    {
        await group.UntilAsync(() => node.Machine.ReplyTo(ticket) is not null, $"request {ticket} is answered");
        return node.Machine.ReplyTo(ticket)!.Value;
    }
}
