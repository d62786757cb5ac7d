using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>What clients of any node of a group are answered.</summary>
public sealed class GroupCommandTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private GroupInProcess _group = null!;

    public async ValueTask InitializeAsync() => _group = await GroupInProcess.StartAsync();

    public ValueTask DisposeAsync() => _group.DisposeAsync();

    [Fact]
    public void A_message_reaches_the_subscribers_of_every_node()
    {
        _group.FindLeader();
        AwaitLinks();
        for (var from = 0; from < 3; from++)
        {
            var readers = Enumerable.Range(0, 3).Select(_group.Connect).ToList();
            foreach (var reader in readers)
                Assert.Equal("subscribe", reader.Ask("SUBSCRIBE", "news").Elements[0].Text);
            using var writer = _group.Connect(from);
            for (var number = 0; number < 50; number++)
                Assert.Equal(1, writer.Ask("PUBLISH", "news", $"{from}:{number}").Integer);
            foreach (var reader in readers)
            {
                for (var number = 0; number < 50; number++)
                    Assert.Equal(["message", "news", $"{from}:{number}"], reader.Read().Elements.Select(element => element.Text));
                reader.Dispose();
            }
        }
    }

    [Fact]
    public void Wait_counts_the_disks_that_have_the_write()
    {
        var leader = _group.FindLeader();
        using var client = _group.Connect(leader);
        Assert.Equal("OK", client.Ask("SET", "a", "1").Text);
        Assert.Equal(2, client.Ask("WAIT", "2", "10000").Integer);
        Assert.Equal([1, 2], client.Ask("WAITAOF", "1", "2", "10000").Elements.Select(element => element.Integer));
        using var other = _group.Connect((leader + 1) % 3);
        Assert.StartsWith("ERR WAIT cannot be used with replica instances", other.Ask("WAIT", "1", "10").Text);
    }

    [Fact]
    public void An_error_is_counted_by_the_node_whose_client_asked_and_by_no_other()
    {
        var leader = _group.FindLeader();
        using var atLeader = _group.Connect(leader);
        using var atFollower = _group.Connect((leader + 1) % 3);
        Assert.Equal(1, atLeader.Ask("HSET", "h", "f", "v").Integer);
        Assert.StartsWith("WRONGTYPE", atFollower.Ask("INCR", "h").Text);
        foreach (var words in (string[][])[["MULTI"], ["INCR", "h"], ["INCR", "n"], ["EXEC"]])
            atFollower.Ask(words);
        Assert.Contains("errorstat_WRONGTYPE:count=2\r\n", atFollower.Ask("INFO", "errorstats").Text);
        Assert.DoesNotContain("WRONGTYPE", atLeader.Ask("INFO", "errorstats").Text);
    }

    [Fact]
    public void A_follower_shows_the_newest_and_with_READONLY_what_it_has()
    {
        var leader = _group.FindLeader();
        using var writer = _group.Connect(leader);
        using var reader = _group.Connect((leader + 1) % 3);
        for (var number = 0; number < 100; number++)
        {
            writer.Ask("SET", "a", $"{number}");
            Assert.Equal($"{number}", reader.Ask("GET", "a").Text);
        }

        Assert.Equal("OK", reader.Ask("READONLY").Text);
        Assert.True(SpinWait.SpinUntil(() => reader.Ask("GET", "a").Text == "99", Patience));
        Assert.Equal("OK", reader.Ask("SET", "b", "1").Text);
        Assert.Equal("OK", reader.Ask("READWRITE").Text);
        Assert.Equal("1", reader.Ask("GET", "b").Text);
    }

    [Fact]
    public async Task Without_a_majority_what_is_known_to_be_new_enough_is_shown_and_nothing_else()
    {
        var leader = _group.FindLeader();
        using (var writer = _group.Connect(leader))
            writer.Ask("SET", "a", "1");
        var left = (leader + 1) % 3;
        using var reader = _group.Connect(left);
        Assert.Equal("1", reader.Ask("GET", "a").Text);
        await _group.StopAsync((left + 1) % 3);
        await _group.StopAsync(leader);
        // It may have been handed the lead by the one that stopped, and shows what is the newest until its lease is over.
        var said = "1";
        SpinWait.SpinUntil(() => (said = AskUntilAnswered(left, "GET", "a")) != "1", TimeSpan.FromSeconds(30));
        Assert.StartsWith("CLUSTERDOWN", said);
        Assert.StartsWith("CLUSTERDOWN", AskUntilAnswered(left, "SET", "a", "2"));
    }

    [Fact]
    public async Task A_node_is_not_ready_before_its_group_is_formed()
    {
        using var directory = new TempDirectory();
        await using var node = await KeyValueProcess.StartAsync(
            directory.Path, "--node-id", "x", "--replication-port", "1", "--peers", "x=127.0.0.1:1,y=127.0.0.1:2,z=127.0.0.1:3",
            "--admin-port", "0");
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(node.AdminAddress, "/readyz"), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("no group has been formed yet\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A node that stops leading closes what it had promised to answer, so a client asks again.</summary>
    private string AskUntilAnswered(int node, params string[] words)
    {
        for (var left = 20; ; left--)
        {
            try
            {
                using var client = _group.Connect(node);
                return client.Ask(words).Text;
            }
            catch (IOException) when (left > 0)
            {
                // The promise was broken, not the node.
            }
        }
    }

    private void AwaitLinks() => Assert.True(SpinWait.SpinUntil(
        () => _group.Servers.All(server => server.Store.Group!.Status.Members.All(member => member.IsSelf || member.IsConnected)),
        Patience));
}
