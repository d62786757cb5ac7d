using System.Net;
using FromScratch.Launcher.Display;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Cluster.Tests.Launching;

public class KeyValueNodeTests
{
    [Fact]
    public async Task A_key_value_node_shows_its_figures_and_keeps_its_keys_when_it_is_killed()
    {
        await using var cluster = TestCluster.CreateKeyValue();
        await cluster.DoAsync("up", "--detach");
        using (var client = new TextClient(new IPEndPoint(IPAddress.Loopback, cluster.Port)))
        {
            Assert.Equal("+OK", client.Ask("SET a 1\r\n"));
            Assert.Equal("+OK", client.Ask("SET b 2\r\n"));
        }

        Assert.Matches(@"kv-1 up 127\.0\.0\.1:\d+ admin=\S+ pid=\d+ memory_bytes=[1-9]\d* keys=2", await cluster.DoAsync("status"));
        await cluster.DoAsync("kill", "kv-1");
        await cluster.DoAsync("start", "kv-1");
        using var again = new TextClient(new IPEndPoint(IPAddress.Loopback, cluster.Port));
        Assert.Equal("$1", again.Ask("GET b\r\n"));
        await cluster.DoAsync("down");
    }

    [Fact]
    public void INFO_is_read_line_by_line()
    {
        var info = RespInfo.Parse(
            "# Server\r\nredis_version:7.0.15\r\n\r\n# Keyspace\r\ndb0:keys=12,expires=3,avg_ttl=0\r\ndb1:keys=1,expires=0\r\n");
        Assert.Equal("7.0.15", info["redis_version"]);
        Assert.Equal(3, info.Count);
        Assert.Equal(13, RespInfo.KeysIn(info));
    }
}
