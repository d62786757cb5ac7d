using System.Globalization;
using FromScratch.Group;
using FromScratch.KeyValue.Mirror;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>Two nodes with data and one that only votes: what clients of the third are answered, and what the others say of it.</summary>
public sealed class WitnessTests : IAsyncLifetime
{
    private const int Witness = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private GroupInProcess _group = null!;

    public async ValueTask InitializeAsync()
    {
        _group = await GroupInProcess.StartAsync(change: static options =>
        {
            if (options.NodeId == GroupInProcess.Names[Witness])
                options.NodeRole = NodeRole.Witness;
        });
        _group.FindLeader();
    }

    public ValueTask DisposeAsync() => _group.DisposeAsync();

    [Fact]
    public void It_answers_reads_with_what_the_leader_has()
    {
        using var client = _group.Connect(Witness);
        Assert.Equal("OK", client.Ask("SET", "a", "1").Text);
        Assert.Equal("1", client.Ask("GET", "a").Text);
        Assert.Equal(1, client.Ask("DBSIZE").Integer);
        Assert.Equal("OK", client.Ask("READONLY").Text);
        Assert.Equal("1", client.Ask("GET", "a").Text);
        Assert.StartsWith("WRONGTYPE", client.Ask("HGET", "a", "f").Text);
        Assert.Contains("errorstat_WRONGTYPE:count=1\r\n", client.Ask("INFO", "errorstats").Text);
    }

    [Fact]
    public void What_one_connection_sends_in_a_row_is_done_in_that_order()
    {
        using var client = _group.Connect(Witness);
        for (var number = 0; number < 500; number++)
        {
            client.Add("SET", "a", number.ToString(CultureInfo.InvariantCulture));
            client.Add("GET", "a");
        }

        client.Flush();
        for (var number = 0; number < 500; number++)
        {
            Assert.Equal("OK", client.Read().Text);
            Assert.Equal(number.ToString(CultureInfo.InvariantCulture), client.Read().Text);
        }
    }

    [Fact]
    public void Transactions_that_read_and_those_that_write_are_answered_alike()
    {
        using var client = _group.Connect(Witness);
        foreach (var words in (string[][])[["SET", "a", "1"], ["MULTI"], ["GET", "a"], ["PING"], ["DBSIZE"]])
            client.Ask(words);
        var read = client.Ask("EXEC").Elements;
        Assert.Equal(("1", "PONG", 1), (read[0].Text, read[1].Text, read[2].Integer));
        foreach (var words in (string[][])[["MULTI"], ["GET", "a"], ["SET", "a", "2"], ["GET", "a"]])
            client.Ask(words);
        Assert.Equal(["1", "OK", "2"], client.Ask("EXEC").Elements.Select(element => element.Text));
    }

    [Fact]
    public void What_only_a_node_with_data_can_do_is_refused()
    {
        using var client = _group.Connect(Witness);
        foreach (var words in (string[][])[["WATCH", "a"], ["BACKUP"], ["CHANGES", "FROM", "1"], ["MEMORY", "USAGE", "a"]])
            Assert.Equal("ERR this node is a witness, which votes and keeps no data: ask another one", client.Ask(words).Text);
        Assert.Equal("PONG", client.Ask("PING").Text);
    }

    [Fact]
    public void Nobody_is_told_that_it_is_a_replica()
    {
        using var client = _group.Connect(_group.FindLeader());
        var hasBoth = SpinWait.SpinUntil(
            () => _group.Servers[_group.FindLeader()].Store.Group!.Status.Members.All(member => member.IsSelf || member.IsHeard), Patience);
        Assert.True(hasBoth);
        Assert.Single(client.Ask("ROLE").Elements[2].Elements);
        Assert.Contains("connected_slaves:1\r\n", client.Ask("INFO", "replication").Text);
        client.Ask("SET", "a", "1");
        Assert.Equal(1, client.Ask("WAIT", "1", "30000").Integer);
        var status = _group.Servers[_group.FindLeader()].Store.Group!;
        Assert.True(SpinWait.SpinUntil(() => status.Status.Members.All(member => member.MatchIndex >= status.LastIndex), Patience));
        Assert.Equal(1, client.Ask("WAIT", "0", "0").Integer);
        var view = KeyValue.Sentinel.SentinelView.Of(status.Status);
        Assert.Equal((1, 3, 3), (view.Replicas.Count, view.VoterCount, view.VotersUp));
    }

    [Fact]
    public async Task With_one_of_the_two_nodes_gone_both_reads_and_writes_go_on_at_it()
    {
        using (var before = _group.Connect(Witness))
            Assert.Equal("OK", before.Ask("SET", "a", "1").Text);
        var leader = _group.FindLeader();
        // The leader and the witness are a majority: what the other one does not have yet would be gone with the leader, so all would wait.
        var group = _group.Servers[leader].Store.Group!;
        Assert.True(SpinWait.SpinUntil(() => group.Status.Members.All(member => member.MatchIndex >= group.LastIndex), Patience));
        await _group.StopAsync(leader);
        Assert.Equal("1", AskUntilAnswered("GET", "a"));
        Assert.Equal("OK", AskUntilAnswered("SET", "b", "2"));
        Assert.Equal("2", AskUntilAnswered("GET", "b"));
    }

    [Fact]
    public void While_the_others_are_still_loading_the_group_that_they_copy_there_is_nothing_to_read()
    {
        var leader = _group.FindLeader();
        var store = _group.Servers[leader].Store;
        using var atLeader = _group.Connect(leader);
        Assert.Equal("OK", atLeader.Ask("GROUP", "MIRROR", "127.0.0.1:1").Text);
        lock (store.Gate)
        {
            var load = new MirrorEntry(MirrorStep.Load, 0, [.. Enumerable.Repeat((byte)7, 16)]);
            Assert.Equal(ProposeResult.Appended, store.ProposeMirror(load, timeMs: 1000, store.Mirror.Began));
            store.EndBatch();
        }

        Assert.True(SpinWait.SpinUntil(() => atLeader.Ask("GET", "a").Text.StartsWith("LOADING", StringComparison.Ordinal), Patience));
        using var client = _group.Connect(Witness);
        Assert.StartsWith("LOADING", client.Ask("GET", "a").Text);
        Assert.StartsWith("READONLY", client.Ask("SET", "a", "2").Text);
    }

    [Fact]
    public void An_answer_too_long_to_be_sent_is_refused_and_nothing_else_suffers()
    {
        var leader = _group.FindLeader();
        var bytesMax = _group.Servers[leader].Store.Group!.ForwardBytesMax;
        using var writer = _group.Connect(leader);
        Assert.Equal("OK", writer.Ask("SET", "long", new string('x', bytesMax)).Text);
        using var reader = _group.Connect(Witness);
        Assert.StartsWith("ERR an answer of", reader.Ask("GET", "long").Text);
        Assert.Equal(bytesMax, reader.Ask("STRLEN", "long").Integer);
        Assert.Equal("OK", writer.Ask("SET", "a", "1").Text);
    }

    private string AskUntilAnswered(params string[] words)
    {
        var answer = "";
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                try
                {
                    using var client = _group.Connect(Witness);
                    answer = client.Ask(words).Text;
                    return !answer.StartsWith("CLUSTERDOWN", StringComparison.Ordinal);
                }
                catch (IOException)
                {
                    return false; // Sent to the one that went away: nobody knows.
                }
            },
            Patience));
        return answer;
    }
}
