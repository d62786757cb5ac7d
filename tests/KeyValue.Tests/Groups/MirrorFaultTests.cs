using FromScratch.Core;
using FromScratch.KeyValue.Client;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>A group of processes that is a copy of another one, while leaders on both sides are killed.</summary>
public sealed class MirrorFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task NothingIsLostOrDoubledWhoeverIsKilled()
    {
        await using var original = await GroupOfProcesses.StartAsync();
        await using var copy = await GroupOfProcesses.StartAsync();
        original.FindLeader(Patience);
        var upstream = string.Join(',', original.EndPoints);
        Assert.True(SpinWait.SpinUntil(
            () => GroupClient.TryAsk(copy.EndPoints[copy.FindLeader(Patience)], "GROUP", "MIRROR", upstream) == "+OK", Patience));
        var random = new SeededRandom(5);
        for (var round = 0; round < 2; round++)
        {
            Write(original, 300, random);
            var (there, here) = (original.FindLeader(Patience), copy.FindLeader(Patience));
            if (round == 0)
                await copy.KillAsync(here);
            await original.KillAsync(there);
            Write(original, 300, random);
            await original.StartNodeAsync(there);
            await copy.StartNodeAsync(here);
        }

        Assert.True(
            SpinWait.SpinUntil(() => Digests(original).Concat(Digests(copy)).Distinct().Count() == 1, Patience),
            "not all nodes have the same keys: " + string.Join(' ', Digests(original).Concat(Digests(copy))));
    }

    /// <summary>Counters most of all: what is done twice shows there.</summary>
    private static void Write(GroupOfProcesses group, int count, SeededRandom random)
    {
        while (count > 0)
        {
            try
            {
                var leader = group.EndPoints[group.FindLeader(Patience)];
                using var connection = RespConnection.Connect("127.0.0.1", leader.Port, Patience);
                for (; count > 0; count--)
                    connection.Ask("INCR", $"n{random.NextInt32(20)}");
            }
            catch (IOException)
            {
                // Another one leads by now.
            }
        }
    }

    private static IEnumerable<string?> Digests(GroupOfProcesses group) =>
        group.EndPoints.Select(node => GroupClient.TryAsk(node, "DEBUG", "DIGEST"));
}
