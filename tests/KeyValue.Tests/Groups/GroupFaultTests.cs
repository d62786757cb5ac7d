using System.Diagnostics;
using System.Globalization;
using FromScratch.Core;
using FromScratch.Simulation.Checks;
using FromScratch.TestKit.Processes;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>
/// Three real processes, killed, paused, stopped and wiped under clients that remember everything. Set FROMSCRATCH_GROUP_ROUNDS for more
/// than the
/// rounds of an ordinary run, and FROMSCRATCH_GROUP_SEED for other ones.
/// </summary>
public sealed class GroupFaultTests(ITestOutputHelper output)
{
    private const int Clients = 6;
    private const int KeysPerRound = 4;
    private const int SigCont = 18;
    private const int SigStop = 19;
    private static readonly int Rounds = Setting("FROMSCRATCH_GROUP_ROUNDS", 6);
    private static readonly int Seed = Setting("FROMSCRATCH_GROUP_SEED", 1);

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
        var random = new SeededRandom((ulong)Seed);
        var account = new Account();
        await using var group = await GroupOfProcesses.StartAsync();
        group.FindLeader(TimeSpan.FromSeconds(20));
        for (var round = 0; round < Rounds; round++)
        {
            var fault = round < 6 ? (Fault)round : (Fault)random.NextInt32(6);
            await RunRound(group, fault, round, random, account);
        }

        output.WriteLine(account.ToString(Seed, Rounds));
        Assert.True(account.Acknowledged > 20 * Rounds, "there was hardly any service");
    }

    private static async Task RunRound(GroupOfProcesses group, Fault fault, int round, SeededRandom random, Account account)
    {
        var clients = Enumerable.Range(0, Clients)
            .Select(number => new GroupClient((round * Clients) + number, group.EndPoints, round * KeysPerRound, KeysPerRound)).ToList();
        var running = clients.ConvertAll(client => Task.Factory.StartNew(
            client.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Assert.True(WaitForWrites(clients, 50 + random.NextInt32(200)), $"round {round}: nobody could write before {fault}");
        var watch = Stopwatch.StartNew();
        await Carry(group, fault);
        if (fault is Fault.KillLeader or Fault.StopLeader)
            account.Note(fault == Fault.KillLeader, WaitForNextWrite(clients, watch));
        Assert.True(WaitForWrites(clients, 50), $"round {round}: nobody could write after {fault}");
        clients.ForEach(client => client.Stop());
        await Task.WhenAll(running);
        await Repair(group);
        account.Add(clients);
        var violation = Linearizability.Check(clients.SelectMany(client => client.History));
        Assert.True(violation is null, $"seed {Seed} round {round}, {fault}: {violation}");
    }

    private static async Task Carry(GroupOfProcesses group, Fault fault)
    {
        var leader = group.FindLeader(TimeSpan.FromSeconds(20));
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
                group.FindLeaderExcept(leader, TimeSpan.FromSeconds(20));
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
        Assert.True(group.AllCaughtUp(TimeSpan.FromSeconds(60)), "a node that came back did not catch up");
    }

    private static bool WaitForWrites(List<GroupClient> clients, int count)
    {
        var enough = clients.Sum(client => client.Writes) + count;
        return SpinWait.SpinUntil(() => clients.Sum(client => client.Writes) >= enough, TimeSpan.FromSeconds(30));
    }

    private static double WaitForNextWrite(List<GroupClient> clients, Stopwatch since)
    {
        Assert.True(WaitForWrites(clients, 1));
        return since.Elapsed.TotalMilliseconds;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>What all rounds came to.</summary>
    private sealed class Account
    {
        private readonly List<double> _promotionsMs = [];
        private readonly List<double> _handoversMs = [];

        public int Acknowledged { get; private set; }

        private int Unknown { get; set; }

        private int Refused { get; set; }

        public void Note(bool isPromotion, double milliseconds) => (isPromotion ? _promotionsMs : _handoversMs).Add(milliseconds);

        public void Add(List<GroupClient> clients)
        {
            Acknowledged += clients.Sum(client => client.Acknowledged);
            Unknown += clients.Sum(client => client.Unknown);
            Refused += clients.Sum(client => client.Refused);
        }

        public string ToString(int seed, int rounds) => string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed}, {rounds} rounds: {Acknowledged} acknowledged, {Unknown} unknown, {Refused} refused, 0 lost, 0 stale; ")
            + $"first write after kill -9 of the leader {Figures(_promotionsMs)}; after its planned stop {Figures(_handoversMs)}";

        private static string Figures(List<double> values)
        {
            if (values.Count == 0)
                return "none";
            values.Sort();
            var (median, p99) = (values[values.Count / 2], values[(int)(0.99 * (values.Count - 1))]);
            return string.Create(
                CultureInfo.InvariantCulture, $"p50 {median:F0} ms, p99 {p99:F0} ms, max {values[^1]:F0} ms of {values.Count}");
        }
    }
}
