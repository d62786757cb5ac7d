using System.Diagnostics;
using System.Globalization;
using FromScratch.Core;
using FromScratch.Simulation.Checks;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>
/// Rounds of one fault each, under clients that remember everything. FROMSCRATCH_GROUP_ROUNDS makes them more than in an ordinary run, and
/// FROMSCRATCH_GROUP_SEED other ones.
/// </summary>
internal sealed class FaultRounds(GroupOfProcesses group)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const int Clients = 6;
    private const int KeysPerRound = 4;
    private int _round;

    public static int Seed { get; } = Setting("FROMSCRATCH_GROUP_SEED", 1);

    public FaultAccount Account { get; } = new();

    public SeededRandom Random { get; } = new((ulong)Seed);

    public static int Count(int otherwise) => Setting("FROMSCRATCH_GROUP_ROUNDS", otherwise);

    /// <param name="name">For messages.</param>
    /// <param name="carry">Does what is to be survived; service must be there again, whether it has ended or not.</param>
    /// <param name="repair">Ends it.</param>
    /// <param name="isPromotion">Told how long it was until the next write: true a promotion, false a handover, null neither.</param>
    public async Task RunAsync(string name, Func<Task> carry, Func<Task> repair, bool? isPromotion = null)
    {
        var round = _round++;
        var clients = Enumerable.Range(0, Clients)
            .Select(number => new GroupClient((round * Clients) + number, group.EndPoints, round * KeysPerRound, KeysPerRound)).ToList();
        var running = clients.ConvertAll(client => Task.Factory.StartNew(
            client.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Assert.True(WaitForWrites(clients, 50 + Random.NextInt32(200)), $"round {round}: nobody could write before {name}");
        var watch = Stopwatch.StartNew();
        await carry();
        if (isPromotion is { } kind)
        {
            Assert.True(WaitForWrites(clients, 1), $"round {round}: nobody could write after {name}");
            Account.Note(kind, watch.Elapsed.TotalMilliseconds);
        }

        Assert.True(WaitForWrites(clients, 50), $"round {round}: nobody could write after {name}");
        await repair();
        Assert.True(WaitForWrites(clients, 20), $"round {round}: nobody could write when {name} was over");
        clients.ForEach(client => client.Stop());
        await Task.WhenAll(running);
        Assert.True(group.AllCaughtUp(Patience), $"round {round}, {name}: a node did not catch up");
        Account.Add(clients);
        var violation = Linearizability.Check(clients.SelectMany(client => client.History));
        Assert.True(violation is null, $"seed {Seed} round {round}, {name}: {violation}");
    }

    private static bool WaitForWrites(List<GroupClient> clients, int count)
    {
        var enough = clients.Sum(client => client.Writes) + count;
        return SpinWait.SpinUntil(() => clients.Sum(client => client.Writes) >= enough, Patience);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
