namespace FromScratch.Group.Tests.Cluster;

public sealed class ForceTests
{
    [Fact]
    public async Task The_last_node_can_be_made_the_only_voter_and_those_left_behind_are_refused()
    {
        await using var group = new TestGroup("a", "b", "c");
        await group.FormAsync();
        await group.ProposeAsync("one");
        await group.AllHaveAsync("one");
        var survivor = group["c"];
        Assert.NotNull(survivor.Group.ForcePromote("c"));
        await group["a"].StopAsync();
        await group["b"].StopAsync();
        await group.UntilAsync(() => survivor.Group.DescribeForcedLoss("c", out _) is not null, "nobody is known to lead");
        Assert.Contains("The log of 'c' ends at entry", survivor.Group.DescribeForcedLoss("c", out _), StringComparison.Ordinal);
        Assert.Null(survivor.Group.DescribeForcedLoss("a", out var refusal));
        Assert.Equal("this is node 'c', not 'a'", refusal);
        Assert.NotNull(survivor.Group.ForcePromote("a"));
        Assert.Null(survivor.Group.ForcePromote("c"));
        await group.LeaderAsync();
        await group.ProposeAsync("two");
        await group.AllHaveAsync("two");
        Assert.Single(survivor.Group.Status.Members);

        group["a"].Start();
        await group.UntilAsync(() => group["a"].Log.Has("'a' was left behind"), "a is told");
        await group.UntilAsync(() => survivor.Log.Has("'a' was left behind"), "c says so");
        await group["a"].WipeAsync();
        group["a"].Start();
        await group.UntilAsync(
            () => survivor.Group.TryAdd("a", group["a"].AddressFor("c").Address, Replication.Membership.MemberRole.Voter) is null,
            "a is added");
        await group.AllHaveAsync("two");

        await survivor.StopAsync();
        survivor.Start();
        await group.ProposeAsync("three");
        await group.AllHaveAsync("three");
        Assert.Equal(["one", "two", "three"], group["a"].Machine.Values());
    }
}
