using FromScratch.TestKit.Processes;
using FromScratch.TestKit.Sockets;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>Three real processes whose connections to each other are cut, half-open or deaf on one side, or whose disk is full.</summary>
public sealed class NetworkFaultTests(ITestOutputHelper output)
{
    private enum Fault
    {
        CutLeader,
        HalfOpenLeader,
        DeafLeader,
        MuteLeader,
        CutFollower,
        OneLinkDown,
    }

    [Fact]
    public async Task NothingAcknowledgedIsLostAndNoReadIsStale()
    {
        await using var group = await GroupOfProcesses.StartAsync(usesProxies: true);
        group.FindLeader(FaultRounds.Patience);
        var rounds = new FaultRounds(group);
        var count = FaultRounds.Count(6);
        for (var round = 0; round < count; round++)
        {
            var fault = round < 6 ? (Fault)round : (Fault)rounds.Random.NextInt32(6);
            await rounds.RunAsync(fault.ToString(), () => Carry(group, fault), () => Heal(group), fault < Fault.CutFollower ? true : null);
        }

        output.WriteLine(rounds.Account.ToString(FaultRounds.Seed, count));
        Assert.True(rounds.Account.Acknowledged > 20 * count, "there was hardly any service");
    }

    [Fact]
    public async Task ALeaderWhoseDiskIsFullRefusesWritesAndNothingIsLost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting a small disk needs root on Linux");
        await using var group = await GroupOfProcesses.StartAsync(smallDiskOf: 0);
        Assert.SkipUnless(group.HasSmallDisk, "a small disk cannot be mounted here");
        var rounds = new FaultRounds(group);
        // Its turn to lead; then others have to take over, or it goes on refusing until there is room.
        Assert.True(SpinWait.SpinUntil(() => Leads(group, 0), FaultRounds.Patience), "it does not come to lead");
        await rounds.RunAsync(
            "a full disk",
            async () =>
            {
                await group.FillSmallDiskAsync();
                Assert.True(SpinWait.SpinUntil(() => HasRefusedOrYielded(group, 0), FaultRounds.Patience), "a full disk goes unnoticed");
                group.EmptySmallDisk();
            },
            () => Task.CompletedTask);
        output.WriteLine(rounds.Account.ToString(FaultRounds.Seed, 1));
    }

    /// <summary>The leader cannot write any more, and says so or has handed over.</summary>
    private static bool HasRefusedOrYielded(GroupOfProcesses group, int node) =>
        group.TryFindLeader() != node
        || (GroupClient.TryAsk(group.EndPoints[node], "SET", "full-disk", new string('x', 2 << 20)) is { } reply
            && reply.StartsWith("-MISCONF", StringComparison.Ordinal));

    /// <summary>Asks whoever leads to hand over to that one.</summary>
    private static bool Leads(GroupOfProcesses group, int node)
    {
        var leader = group.TryFindLeader();
        if (leader >= 0 && leader != node)
            GroupClient.TryAsk(group.EndPoints[leader], "GROUP", "TRANSFER", GroupOfProcesses.NameOf(node));
        return leader == node;
    }

    private static async Task Carry(GroupOfProcesses group, Fault fault)
    {
        var leader = group.FindLeader(FaultRounds.Patience);
        var (next, last) = ((leader + 1) % group.Count, (leader + 2) % group.Count);
        switch (fault)
        {
            case Fault.CutLeader:
                group.Disturb(leader, next, ProxyFaults.Refuse);
                group.Disturb(leader, last, ProxyFaults.Refuse);
                break;
            case Fault.HalfOpenLeader:
                group.Disturb(leader, next, ProxyFaults.Stall);
                group.Disturb(leader, last, ProxyFaults.Stall);
                break;
            case Fault.DeafLeader:
                group.DisturbOneWay(next, leader, ProxyFaults.StallForward);
                group.DisturbOneWay(last, leader, ProxyFaults.StallForward);
                group.DisturbOneWay(leader, next, ProxyFaults.StallBackward);
                group.DisturbOneWay(leader, last, ProxyFaults.StallBackward);
                break;
            case Fault.MuteLeader:
                group.DisturbOneWay(leader, next, ProxyFaults.StallForward);
                group.DisturbOneWay(leader, last, ProxyFaults.StallForward);
                group.DisturbOneWay(next, leader, ProxyFaults.StallBackward);
                group.DisturbOneWay(last, leader, ProxyFaults.StallBackward);
                break;
            case Fault.CutFollower:
                group.Disturb(next, leader, ProxyFaults.Refuse);
                group.Disturb(next, last, ProxyFaults.Refuse);
                break;
            default:
                group.Disturb(leader, next, ProxyFaults.Stall);
                break;
        }

        if (fault < Fault.CutFollower)
            await Task.Run(() => group.FindLeaderExcept(leader, FaultRounds.Patience));
    }

    private static Task Heal(GroupOfProcesses group)
    {
        group.EndDisturbance();
        return Task.CompletedTask;
    }
}
