using System.Diagnostics;
using System.Globalization;
using FromScratch.KeyValue.Client;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>Writes that come to a node which does not lead.</summary>
public sealed class ForwardTests
{
    private const int ValueBytes = 64 * 1024;
    private const int ValuesPerNode = 200;

    /// <summary>How often a store looks after what it could not send.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task AfterAChangeOfLeadersNoneWaitsForTheNextTick()
    {
        await using var group = await GroupInProcess.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            group.LeadBy(0);
            await HandOverUnderLoadAsync(group, 1);
            using var client = group.Connect(0);
            client.Ask("SET", "first", "1");
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 40; i++)
                Assert.Equal("OK", client.Ask("SET", "next", "1").Text);
            Assert.True(watch.Elapsed < 20 * Tick, $"40 writes took {watch.ElapsedMilliseconds} ms");
        }
    }

    [Fact]
    public async Task WhatFindsNoRoomWaitsAndIsDoneOnce()
    {
        // Hardly any memory: one write under way fills it, and only what has been executed can be evicted.
        await using var group = await GroupInProcess.StartAsync(
            change: options => (options.MaxMemoryBytes, options.MaxMemoryPolicy) = (ValueBytes, MaxMemoryPolicy.AllKeysLru));
        group.LeadBy(0);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(node => Task.Run(() => Write(group, node))));
    }

    [Fact]
    public async Task A_write_that_is_too_long_to_be_sent_on_is_refused_at_once_and_says_so()
    {
        await using var group = await GroupInProcess.StartAsync();
        var follower = (group.FindLeader() + 1) % 3;
        using var client = group.Connect(follower);
        client.Ask("SET", "a", "1");
        client.Add("INCR", "a");
        client.Add("SET", "a", new string('v', 17 << 20));
        client.Add("INCR", "a");
        client.Flush();
        Assert.Equal(2, client.Read().Integer);
        Assert.Matches("^ERR a request of 178[0-9]{5} bytes is longer than .*: 16777216; ask the leader$", client.Read().Text);
        Assert.Equal(3, client.Read().Integer);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_to_be_sent_back_costs_its_own_client_alone_the_connection()
    {
        await using var group = await GroupInProcess.StartAsync();
        var leader = group.FindLeader();
        var follower = (leader + 1) % 3;
        using (var writer = group.Connect(leader))
            writer.Ask("SET", "long", new string('v', 9 << 20));
        using var other = group.Connect(follower);
        using var client = group.Connect(follower);
        foreach (var words in (string[][])[["MULTI"], ["SET", "done", "1"], ["MGET", "long", "long"]])
            client.Ask(words);
        Assert.Throws<EndOfStreamException>(() => client.Ask("EXEC"));
        Assert.Equal("1", other.Ask("GET", "done").Text);
        Assert.Equal(0, group.Servers[follower].Store.Group!.Status.Counters.MalformedFrames);
        Assert.Equal(0, group.Servers[follower].Store.Group!.Status.Counters.Disconnected);
    }

    /// <summary>Every reply is another length: none can be missing, early or for nothing.</summary>
    private static void Write(GroupInProcess group, int node)
    {
        using var client = group.Connect(node);
        for (var i = 0; i < ValuesPerNode; i++)
        {
            client.Add("APPEND", $"value{node}:{i}", new string('v', ValueBytes + i));
            client.Flush();
        }

        for (var i = 0; i < ValuesPerNode; i++)
        {
            var reply = client.Read();
            Assert.True(reply.Integer == ValueBytes + i, $"reply {i} to node {node} is {reply.Integer} {reply.Text}");
        }
    }

    private static async Task HandOverUnderLoadAsync(GroupInProcess group, int to)
    {
        using var end = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(number => Task.Run(() => WriteUntil(group, number, end.Token))).ToList();
        group.LeadBy(to);
        await end.CancelAsync();
        await Task.WhenAll(writers);
    }

    /// <summary>Through the leader of the beginning; it closes its clients when it hands over.</summary>
    private static void WriteUntil(GroupInProcess group, int number, CancellationToken end)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"load{number}");
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var client = group.Connect(0);
                while (!end.IsCancellationRequested)
                    client.Ask("SET", key, "1");
            }
            catch (IOException)
            {
                // It has handed over.
            }
        }
    }
}
