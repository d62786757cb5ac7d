using System.Text.Json;
using FromScratch.KeyValue.Tests.Host;

namespace FromScratch.KeyValue.Tests.Groups;

public sealed class GroupSnapshotTests
{
    private const int Values = 140;

    /// <summary>More than two segments of log, so that the front of it goes.</summary>
    private static readonly string Value = new('v', 1 << 20);

    [Fact]
    public async Task A_node_that_comes_back_empty_gets_what_the_log_no_longer_has_from_a_snapshot()
    {
        await using var group = await GroupOfProcesses.StartAsync(snapshotLogBytes: "100mb");
        var leader = group.FindLeader(TimeSpan.FromSeconds(20));
        var other = (leader + 1) % group.Count;
        await group.WipeAsync(other);
        for (var number = 0; number < Values; number++)
            Set(group, $"key{number}", $"{number}{Value}");
        // The log keeps the last entries before a snapshot; writes in a row are one, with something between them each is one.
        for (var number = 0; number < 12_000; number += 1000)
            Set(group, Enumerable.Range(number, 1000).Select(small => ("small", $"{small}")));
        Assert.True(SpinWait.SpinUntil(() => HasCut(group), TimeSpan.FromSeconds(60)), "the front of the log stays");
        await group.StartNodeAsync(other);
        Assert.True(group.AllCaughtUp(TimeSpan.FromSeconds(60)), "it did not catch up");
        using var again = new RespClient(group.EndPoints[other]);
        Assert.True(Figure(again, "snapshotIndex") > 0, "no snapshot was sent");
        Assert.Equal("+OK", again.Ask("READONLY"));
        for (var number = 0; number < Values; number++)
            Assert.Equal($"{number}{Value}", again.Ask("GET", $"key{number}"));
        Assert.Equal("11999", again.Ask("GET", "small"));
    }

    private static void Set(GroupOfProcesses group, string key, string value) => Set(group, [(key, value)]);

    /// <summary>At whoever leads; again where that changes meanwhile: a large write on a busy disk may cost a leader its lead.</summary>
    private static void Set(GroupOfProcesses group, IEnumerable<(string Key, string Value)> pairs)
    {
        var all = pairs.ToList();
        Assert.True(SpinWait.SpinUntil(() => TrySet(group, all), TimeSpan.FromSeconds(60)));
    }

    private static bool TrySet(GroupOfProcesses group, List<(string Key, string Value)> pairs)
    {
        try
        {
            using var client = new RespClient(group.EndPoints[group.FindLeader(TimeSpan.FromSeconds(20))]);
            foreach (var (key, value) in pairs)
            {
                client.Send("SET", key, value);
                client.Send("EXISTS", key);
            }

            return pairs.TrueForAll(_ => client.Read() == "+OK" && client.Read() == ":1");
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    /// <summary>A snapshot is there, and the log begins behind its first entries.</summary>
    private static bool HasCut(GroupOfProcesses group)
    {
        using var client = new RespClient(group.EndPoints[group.FindLeader(TimeSpan.FromSeconds(20))]);
        return client.Ask("SAVE") == "+OK" && Figure(client, "firstIndex") > 1;
    }

    private static long Figure(RespClient client, string name)
    {
        using var status = JsonDocument.Parse(client.Ask("GROUP", "STATUS")!);
        return status.RootElement.GetProperty(name).GetInt64();
    }
}
