using FromScratch.Core;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Group.Tests.Cluster;

/// <summary>Faults one after another, as a seed has them, while values are proposed; at the end all is healed and compared.</summary>
public sealed class FaultTests
{
    private const int Rounds = 12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_any_member_has_applied_is_kept_by_all(ulong seed)
    {
        var random = new SeededRandom(seed);
        await using var group = new TestGroup("a", "b", "c") { SegmentBytes = 64 * 1024, TrailingEntries = 50 };
        await group.FormAsync();
        var next = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var node = group.Nodes[random.NextInt32(3)];
            await HurtAsync(group, node, random);
            for (var i = 0; i < 20; i++)
                await group.ProposeAsync($"{next++}");
            var last = $"{next - 1}";
            var applied = group.Nodes.Where(other => other.IsRunning).SelectMany(other => other.Machine.Values()).ToHashSet();
            await HealAsync(group, node);
            // A value may be lost with its leader, so another one tells when all have caught up.
            await group.ProposeAsync($"end of {round}");
            await group.UntilAsync(() => CaughtUp(group), $"round {round}, {last}: all have the same");
            Assert.Subset(group["a"].Machine.Values().ToHashSet(), applied);
        }

        Assert.All(group.Nodes, member => Assert.Equal(group["a"].Machine.Values(), member.Machine.Values()));
        Assert.All(group.Nodes, member => Assert.Null(member.Group.Failure));
        var values = group["a"].Machine.Values();
        Assert.Equal(values.Length, values.Distinct().Count());
    }

    private static bool CaughtUp(TestGroup group)
    {
        var indexes = group.Nodes.Select(node =>
            (node.Group.Status.CommitIndex, node.Machine.AppliedIndex, node.Group.Status.LastIndex)).ToArray();
        return indexes.Distinct().Count() == 1 && indexes[0].CommitIndex == indexes[0].AppliedIndex
            && indexes[0].LastIndex == indexes[0].CommitIndex;
    }

    private static async Task HurtAsync(TestGroup group, TestNode node, SeededRandom random)
    {
        switch (random.NextInt32(6))
        {
            case 0:
                await node.StopAsync();
                break;
            case 1:
                group.Block(node, ProxyFaults.Stall);
                break;
            case 2:
                foreach (var other in group.Nodes.Where(other => other != node))
                    node.ProxyFrom(other.Name).Faults = ProxyFaults.StallForward;
                break;
            case 3:
                foreach (var other in group.Nodes.Where(other => other != node))
                    other.ProxyFrom(node.Name).Faults = ProxyFaults.StallForward;
                break;
            case 4:
                foreach (var other in group.Nodes.Where(other => other != node))
                {
                    node.ProxyFrom(other.Name).Cut();
                    other.ProxyFrom(node.Name).Cut();
                }

                break;
            default:
                node.Machine.TakeSnapshot();
                group.Nodes.FirstOrDefault(other => other.Group.Status.IsLeader)?.Group.TryTransfer(node.Name);
                break;
        }
    }

    private static async Task HealAsync(TestGroup group, TestNode node)
    {
        group.Block(node, ProxyFaults.None);
        if (!node.IsRunning)
            node.Start();
        await group.UntilAsync(() => group.Nodes.Any(member => member.Group.Status.IsLeader), "somebody leads");
    }
}
