using System.Diagnostics;
using FromScratch.KeyValue.Tests.Host;

namespace FromScratch.KeyValue.Tests.Groups;

public sealed class GroupPromotionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Writes_that_came_while_nobody_led_do_not_hold_up_the_next_leader()
    {
        await using var group = await GroupOfProcesses.StartAsync();
        for (var round = 0; round < 2; round++)
        {
            var old = group.FindLeader(Patience);
            await group.KillAsync(old);
            // Both of the others get some; one of them is about to lead.
            var early = Enumerable.Range(0, group.Count).Where(node => node != old)
                .Select(node => new RespClient(group.EndPoints[node])).ToList();
            foreach (var client in early)
                client.Send("SET", "early", "1");
            var leader = group.FindLeaderExcept(old, Patience);
            var watch = Stopwatch.StartNew();
            // Connections made just before it took over are closed when it does.
            var answers = new List<string>();
            while (answers.LastOrDefault()?.StartsWith("+OK", StringComparison.Ordinal) != true && watch.Elapsed < Patience)
                answers.Add($"{GroupClient.TryAsk(group.EndPoints[leader], "SET", "later", "2")} at {watch.ElapsedMilliseconds} ms");
            Assert.True(
                watch.Elapsed < TimeSpan.FromSeconds(3),
                $"round {round}: the next leader answers late: {string.Join(", ", answers)}");
            early.ForEach(client => client.Dispose());
            await group.StartNodeAsync(old);
        }
    }
}
