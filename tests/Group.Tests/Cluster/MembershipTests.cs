using FromScratch.Replication.Membership;

namespace FromScratch.Group.Tests.Cluster;

public sealed class MembershipTests
{
    [Fact]
    public async Task A_node_that_lost_its_directory_comes_back_as_a_new_member()
    {
        await using var group = new TestGroup("a", "b", "c");
        var leader = await group.FormAsync();
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one");
        var wiped = group.Nodes.First(node => node != leader);
        var oldId = wiped.Group.MemberId;
        await wiped.WipeAsync();
        wiped.Start();
        Assert.NotEqual(oldId, wiped.Group.MemberId);
        await group.AllHaveAsync("one");
        await group.UntilAsync(
            () => group.Leader.Group.Status.Members is { Length: 3 } members && members.All(member => member.Role == MemberRole.Voter)
                && members.Any(member => member.Id == wiped.Group.MemberId),
            "it is a voter again");
        await group.ProposeAsync("two");
        await group.AllHaveAsync("two");
    }

    [Fact]
    public async Task The_founder_that_lost_its_directory_does_not_form_a_second_group()
    {
        await using var group = new TestGroup("a", "b", "c");
        await group.FormAsync();
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one");
        var id = group["b"].Group.ClusterId;
        await group["a"].WipeAsync();
        await group.LeaderAsync();
        group["a"].Start();
        await group.AllHaveAsync("one");
        Assert.Equal(id, group["a"].Group.ClusterId);
    }

    [Fact]
    public async Task A_member_whose_removal_would_leave_no_majority_is_kept_and_one_that_is_gone_may_leave()
    {
        await using var group = new TestGroup("a", "b", "c");
        var leader = await group.FormAsync();
        var (gone, other) = (group.Nodes.First(node => node != leader), group.Nodes.Last(node => node != leader));
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one");
        await gone.StopAsync();
        await group.UntilAsync(
            () => leader.Group.TryRemove(other.Name) is { } why
                && why.StartsWith("of the 2 voters that would be left, 1 are connected", StringComparison.Ordinal),
            "the one that is there must stay");
        Assert.NotNull(leader.Group.TryRemove(leader.Name));
        Assert.Null(leader.Group.TryRemove(gone.Name));
        await group.UntilAsync(() => leader.Group.Status.Members.Length == 2, "the one that is gone has left");
        await group.ProposeAsync("two");
        await group.AllHaveAsync("two");
    }

    [Fact]
    public async Task The_last_node_with_data_that_is_there_is_not_removed()
    {
        await using var group = new TestGroup("a", "b");
        group.Add("w", MemberRole.Witness, isListed: true);
        var leader = await group.FormAsync();
        var gone = group.Voters.First(node => node != leader && node.Role != MemberRole.Witness);
        await gone.StopAsync();
        await group.UntilAsync(
            () => leader.Group.Status.Members.Single(member => member.Name == gone.Name) is { IsConnected: false }, "it is gone");
        Assert.NotNull(leader.Group.TryRemove(leader.Name));
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one", leader);
    }

    [Fact]
    public async Task A_learner_is_admitted_by_itself_and_does_not_vote()
    {
        await using var group = new TestGroup("a", "b", "c");
        await group.FormAsync();
        await group.ProposeAsync("one");
        var learner = group.Add("far", MemberRole.Learner);
        learner.Start();
        await group.AllHaveAsync("one");
        Assert.Equal(MemberRole.Learner, learner.Group.Status.MemberRole);
        Assert.Equal(4, group.Leader.Group.Status.Members.Length);
        var leader = group.Leader;
        await group.UntilAsync(() => leader.Group.TryRemove("far") is null, "it may be removed");
        var linesBefore = learner.Log.Lines.Count;
        await learner.StopAsync();
        learner.Start();
        await group.UntilAsync(
            () => learner.Log.Lines.Skip(linesBefore).Count(line => line.Contains("connected to", StringComparison.Ordinal)) == 3,
            "it has come again");
        await group.ProposeAsync("two");
        await group.AllHaveAsync("two", [.. group.Voters]);
        Assert.Equal(3, group.Leader.Group.Status.Members.Length);
    }

    [Fact]
    public async Task A_group_of_one_grows_to_three()
    {
        await using var group = new TestGroup("a");
        var first = group["a"];
        first.Start();
        Assert.True(first.Group.Role.IsLeader);
        await group.ProposeAsync("one");
        foreach (var name in new[] { "b", "c" })
        {
            var added = group.Add(name);
            added.Start();
            await group.UntilAsync(
                () => first.Group.TryAdd(name, added.AddressFor("a").Address, MemberRole.Voter) is null, "it may be added");
            await group.UntilAsync(() => added.Group.Status.MemberRole == MemberRole.Voter, $"{name} is a voter");
        }

        group.Voters.AddRange(group.Nodes.Except(group.Voters));
        await first.StopAsync();
        await group.ProposeAsync("two");
        await group.AllHaveAsync("two");
        Assert.All(group.Nodes.Where(node => node.IsRunning), node => Assert.Equal(["one", "two"], node.Machine.Values()));
    }

    [Fact]
    public async Task A_node_that_is_started_as_something_else_than_it_was_added_as_is_refused()
    {
        await using var group = new TestGroup("a", "b", "c");
        var leader = await group.FormAsync();
        await group.ProposeAsync("one");
        var added = group.Add("d");
        Assert.Null(leader.Group.TryAdd("d", added.AddressFor(leader.Name).Address, MemberRole.Learner));
        added.Start();
        await group.UntilAsync(() => added.Log.Has("was added as a Learner and was started as a Voter"), "it is told");
        Assert.Equal(3, leader.Group.Status.Members.Length);
    }

    [Fact]
    public async Task A_voter_is_admitted_only_when_the_operator_adds_it_and_can_be_removed()
    {
        await using var group = new TestGroup("a", "b", "c");
        var leader = await group.FormAsync();
        await group.ProposeAsync("one");
        var added = group.Add("d");
        added.Start();
        await group.UntilAsync(() => added.Log.Has("'d' is no member of the group: add it first"), "it is told to wait");
        await group.UntilAsync(() => leader.Log.Has("'d' is no member of the group: add it first"), "and the others say so too");
        Assert.False(added.Group.Status.IsFormed);
        Assert.Null(leader.Group.TryAdd("d", added.AddressFor(leader.Name).Address, MemberRole.Voter));
        await group.UntilAsync(() => added.Group.Status.MemberRole == MemberRole.Voter, "it is a voter");
        await group.AllHaveAsync("one");
        await group.UntilAsync(() => leader.Group.TryRemove("d") is null, "it may be removed");
        await group.UntilAsync(() => group["b"].Group.Status.Members.Length == 3, "it is a member no more");
        await group.ProposeAsync("two");
        await group.AllHaveAsync("two", [.. group.Voters]);
    }

    [Fact]
    public async Task A_leader_that_is_removed_makes_room_for_another()
    {
        await using var group = new TestGroup("a", "b", "c");
        var leader = await group.FormAsync();
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one");
        await group.UntilAsync(() => leader.Group.TryRemove(leader.Name) is null, "it may be removed");
        await group.UntilAsync(() => group.Nodes.Any(node => node != leader && node.Machine.Role.IsLeader), "another one leads");
        var next = group.Nodes.Single(node => node != leader && node.Machine.Role.IsLeader);
        await group.UntilAsync(() => next.Propose("two") == ProposeResult.Appended, "two is proposed");
        await group.AllHaveAsync("two", [.. group.Nodes.Where(node => node != leader)]);
    }
}
