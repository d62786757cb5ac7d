namespace FromScratch.Group.Tests.Cluster;

public sealed class FormationTests
{
    [Fact]
    public async Task Three_new_nodes_form_one_group_and_share_what_is_proposed()
    {
        await using var group = new TestGroup("a", "b", "c");
        var leader = await group.FormAsync();
        Assert.Equal(ProposeResult.Appended, leader.Propose("first"));
        await group.AllHaveAsync("first");
        Assert.Single(group.Nodes.Select(node => node.Group.ClusterId).Distinct());
        Assert.Equal(3, group.Nodes.Select(node => node.Group.MemberId).Distinct().Count());
    }

    [Fact]
    public async Task Two_of_three_new_nodes_form_nothing()
    {
        await using var group = new TestGroup("a", "b", "c");
        group["a"].Start();
        group["b"].Start();
        await group.UntilAsync(() => group["a"].Log.Has("connected to b") && group["b"].Log.Has("connected to a"), "they are connected");
        Assert.False(group["a"].Group.Status.IsFormed);
        group["c"].Start();
        await group.LeaderAsync();
        await group.UntilAsync(() => group.Nodes.All(node => node.Group.Status.IsFormed), "all belong to it");
    }
}
