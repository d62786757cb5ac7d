using System.Globalization;
using System.Net;
using System.Net.Security;
using FromScratch.KeyValue.Client;
using FromScratch.KeyValue.Tests.Groups;
using FromScratch.KeyValue.Tests.Host;
using FromScratch.TestKit;
using FromScratch.TestKit.Sockets;

namespace FromScratch.KeyValue.Tests.Sentinel;

public sealed class SentinelTests
{
    [Fact]
    public async Task A_group_of_one_is_its_own_master()
    {
        using var directory = new TempDirectory();
        await using var server = await KeyValueServer.StartAsync(
            new KeyValueOptions { Port = FreePorts.Find(), Dir = directory.Path, SentinelPort = -1, GroupName = "shop" });
        using var client = new TextClient(server.SentinelEndPoint!);
        var port = server.EndPoint.Port.ToString(CultureInfo.InvariantCulture);
        Assert.Equal("+PONG", client.Ask("PING\r\n"));
        Assert.Equal(["*2", "$9", "127.0.0.1", $"${port.Length}", port], Ask(client, "SENTINEL get-master-addr-by-name shop", 5));
        Assert.Equal(["*-1"], Ask(client, "SENTINEL get-master-addr-by-name other", 1));
        Assert.Equal(["*1", "*40", "$4", "name", "$4", "shop"], Ask(client, "SENTINEL masters", 6));
    }

    [Theory]
    [InlineData("SENTINEL replicas shop", "*0")]
    [InlineData("SENTINEL sentinels shop", "*0")]
    [InlineData("SENTINEL replicas other", "-ERR No such master with that name")]
    [InlineData("SENTINEL ckquorum shop", "+OK 1 usable Sentinels. Quorum and failover authorization can be reached")]
    [InlineData(
        "SENTINEL failover shop", "-ERR the nodes of this group decide themselves who leads: GROUP TRANSFER on a client port hands over")]
    [InlineData("GET a", "-ERR unknown command 'GET', with args beginning with: ")]
    [InlineData("ROLE", "*2")]
    [InlineData("HELLO 4", "-NOPROTO unsupported protocol version")]
    [InlineData("HELLO 3", "%6")]
    [InlineData("CLIENT SETNAME x", "+OK")]
    [InlineData("SUBSCRIBE +switch-master", "*3")]
    [InlineData("UNSUBSCRIBE", "*3")]
    public async Task What_its_clients_ask_is_answered(string request, string expected)
    {
        using var directory = new TempDirectory();
        await using var server = await KeyValueServer.StartAsync(
            new KeyValueOptions { Port = 0, Dir = directory.Path, SentinelPort = -1, GroupName = "shop" });
        using var client = new TextClient(server.SentinelEndPoint!);
        Assert.Equal(expected, client.Ask(request + "\r\n"));
    }

    [Fact]
    public async Task In_tls_clients_are_told_the_port_that_speaks_it_too()
    {
        using var directory = new TempDirectory();
        using var files = new TlsFolder();
        var options = new KeyValueOptions { Port = 0, TlsPort = FreePorts.Find(), Dir = directory.Path, SentinelTlsPort = -1 };
        files.Use(options);
        (options.TlsReplication, options.TlsAuthClients) = (true, TlsAuthClients.No);
        await using var server = await KeyValueServer.StartAsync(options);
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            RemoteCertificateValidationCallback = static (_, shown, _, _) => shown?.Subject == "CN=alone",
        };
        using var client = RespConnection.Connect("127.0.0.1", server.SentinelEndPoint!.Port, TimeSpan.FromSeconds(30), tls);
        var address = client.Ask("SENTINEL", "get-master-addr-by-name", "mymaster").Elements;
        Assert.Equal(server.TlsEndPoint!.Port.ToString(CultureInfo.InvariantCulture), address[1].Text);
    }

    [Fact]
    public async Task A_password_is_asked_for_as_by_the_server_itself()
    {
        using var directory = new TempDirectory();
        await using var server = await KeyValueServer.StartAsync(
            new KeyValueOptions { Port = 0, Dir = directory.Path, SentinelPort = -1, RequirePass = "secret", Bind = { "127.0.0.1" } });
        using var client = new TextClient(server.SentinelEndPoint!);
        Assert.Equal("-NOAUTH Authentication required.", client.Ask("SENTINEL masters\r\n"));
        Assert.Equal("-WRONGPASS invalid username-password pair or user is disabled.", client.Ask("AUTH wrong\r\n"));
        Assert.Equal("+OK", client.Ask("AUTH secret\r\n"));
        Assert.Equal("+PONG", client.Ask("PING\r\n"));
    }

    [Theory]
    [InlineData("SENTINEL master mymaster", "-ERR nobody leads the group, and nobody has led it yet as far as this node knows")]
    [InlineData("SENTINEL masters", "*0")]
    [InlineData("SENTINEL get-master-addr-by-name mymaster", "*-1")]
    public async Task Each_question_is_answered_while_nobody_has_led_yet(string request, string expected)
    {
        using var directory = new TempDirectory();
        await using var server = await KeyValueServer.StartAsync(new KeyValueOptions
        {
            Port = 0,
            Dir = directory.Path,
            SentinelPort = -1,
            NodeId = "a",
            ReplicationPort = FreePorts.Find(),
            Peers = "a=127.0.0.1:1,b=127.0.0.1:2,c=127.0.0.1:3",
        });
        using var client = new TextClient(server.SentinelEndPoint!);
        Assert.Equal(expected, client.Ask(request + "\r\n"));
        Assert.Equal("+PONG", client.Ask("PING\r\n"));
    }

    [Fact]
    public async Task A_client_that_subscribes_without_end_is_refused_more()
    {
        using var directory = new TempDirectory();
        await using var server = await KeyValueServer.StartAsync(
            new KeyValueOptions { Port = 0, Dir = directory.Path, SentinelPort = -1 });
        using var client = RespConnection.Connect("127.0.0.1", server.SentinelEndPoint!.Port, TimeSpan.FromSeconds(30));
        for (var number = 1; number <= 256; number++)
            Assert.Equal(number, client.Ask("PSUBSCRIBE", $"p{number}").Elements[2].Integer);
        Assert.Equal("ERR max number of subscriptions reached", client.Ask("SUBSCRIBE", "one").Text);
        Assert.Equal("psubscribe", client.Ask("PSUBSCRIBE", "p1").Elements[0].Text);
        Assert.Equal("punsubscribe", client.Ask("PUNSUBSCRIBE", "p1").Elements[0].Text);
        Assert.Equal(256, client.Ask("SUBSCRIBE", "one").Elements[2].Integer);
    }

    [Fact]
    public async Task Those_who_listen_hear_of_the_new_leader_when_the_old_one_is_killed()
    {
        await using var group = await GroupOfProcesses.StartAsync();
        var leader = group.FindLeader(TimeSpan.FromSeconds(20));
        var other = (leader + 1) % group.Count;
        using var client = new TextClient(new IPEndPoint(IPAddress.Loopback, group.SentinelPortOf(other)));
        var before = group.EndPoints[leader].Port.ToString(CultureInfo.InvariantCulture);
        Assert.True(SpinWait.SpinUntil(
            () => Ask(client, "SENTINEL get-master-addr-by-name shop", 5) is [.., var port] && port == before, TimeSpan.FromSeconds(10)));
        Assert.Equal(["*3", "$9", "subscribe", "$14", "+switch-master", ":1"], Ask(client, "SUBSCRIBE +switch-master", 6));
        await group.KillAsync(leader);
        string[] told = [.. Enumerable.Range(0, 7).Select(_ => client.ReadLine()!)];
        var next = group.FindLeader(TimeSpan.FromSeconds(20));
        Assert.Equal(["*3", "$7", "message", "$14", "+switch-master"], told[..5]);
        Assert.Equal($"shop 127.0.0.1 {before} 127.0.0.1 {group.EndPoints[next].Port}", told[6]);
    }

    private static string[] Ask(TextClient client, string request, int lines)
    {
        client.Send(request + "\r\n");
        return [.. Enumerable.Range(0, lines).Select(_ => client.ReadLine()!)];
    }
}
