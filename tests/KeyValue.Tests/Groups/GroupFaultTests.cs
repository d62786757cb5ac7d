namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>Three real processes, killed, paused, stopped and wiped.</summary>
public sealed class GroupFaultTests(ITestOutputHelper output)
{
    private const int SigCont = 18;
    private const int SigStop = 19;

    private enum Fault
    {
        KillLeader,
        KillFollower,
        PauseLeader,
        KillAll,
        StopLeader,
        WipeFollower,
    }

    [Fact]
    public async Task NothingAcknowledgedIsLostAndNoReadIsStale()
    {
        await using var group = await GroupOfProcesses.StartAsync();
        group.FindLeader(FaultRounds.Patience);
        var rounds = new FaultRounds(group);
        var count = FaultRounds.Count(6);
        for (var round = 0; round < count; round++)
        {
            var fault = round < 6 ? (Fault)round : (Fault)rounds.Random.NextInt32(6);
            bool? isPromotion = fault switch { Fault.KillLeader => true, Fault.StopLeader => false, _ => null };
            await rounds.RunAsync(fault.ToString(), () => Carry(group, fault), () => Repair(group), isPromotion);
        }

        output.WriteLine(rounds.Account.ToString(FaultRounds.Seed, count));
        Assert.True(rounds.Account.Acknowledged > 20 * count, "there was hardly any service");
    }

    private static async Task Carry(GroupOfProcesses group, Fault fault)
    {
        var leader = group.FindLeader(FaultRounds.Patience);
        var follower = (leader + 1) % group.Count;
        switch (fault)
        {
            case Fault.KillLeader:
                await group.KillAsync(leader);
                break;
            case Fault.KillFollower:
                await group.KillAsync(follower);
                break;
            case Fault.PauseLeader:
                group[leader]!.Process.Signal(SigStop);
                // Longer than the others wait for it: they elect another one meanwhile.
                group.FindLeaderExcept(leader, FaultRounds.Patience);
                group[leader]!.Process.Signal(SigCont);
                break;
            case Fault.KillAll:
                await Task.WhenAll(Enumerable.Range(0, group.Count).Select(group.KillAsync));
                await Task.WhenAll(Enumerable.Range(0, group.Count).Select(group.StartNodeAsync));
                break;
            case Fault.StopLeader:
                await group.StopAsync(leader);
                break;
            default:
                await group.WipeAsync(follower);
                await group.StartNodeAsync(follower);
                break;
        }
    }

    private static async Task Repair(GroupOfProcesses group)
    {
        for (var node = 0; node < group.Count; node++)
            await group.StartNodeAsync(node);
    }
}
