using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using FromScratch.KeyValue.Tests.Host;
using FromScratch.TestKit;
using FromScratch.TestKit.Sockets;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>Nodes that speak TLS to each other, with certificates on both sides.</summary>
public sealed class GroupTlsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TlsFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task What_one_node_takes_the_others_have()
    {
        await using var group = await GroupInProcess.StartAsync(change: Encrypt);
        var follower = (group.FindLeader() + 1) % 3;
        using var client = group.Connect(follower);
        for (var number = 0; number < 100; number++)
            Assert.Equal("OK", client.Ask("SET", $"key{number}", new string('v', 10 * number)).Text);
        foreach (var node in (int[])[0, 1, 2])
        {
            using var other = group.Connect(node);
            Assert.Equal(990, other.Ask("STRLEN", "key99").Integer);
        }
    }

    [Fact]
    public async Task The_replication_port_shows_a_certificate_and_wants_one()
    {
        await using var group = await GroupInProcess.StartAsync(change: Encrypt);
        group.FindLeader();
        var node = group.Servers[0].Store.Group!;
        var refused = node.Status.Counters.Refused;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(node.ListenEndPoint!, TestContext.Current.CancellationToken);
#pragma warning disable CA5359 // Which one it is, the test looks at.
        await using var stranger = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        var error = await Record.ExceptionAsync(async () =>
        {
            await stranger.AuthenticateAsClientAsync("any");
            Assert.Equal("CN=a", stranger.RemoteCertificate!.Subject);
            await stranger.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
        });
        Assert.True(error is IOException or AuthenticationException, $"{error}");
        // Not closed for being silent: that is not counted here.
        Assert.True(SpinWait.SpinUntil(() => node.Status.Counters.Refused > refused, Patience));
    }

    [Fact]
    public async Task A_node_in_the_clear_is_no_member()
    {
        await using var group = await GroupInProcess.StartAsync(change: options =>
        {
            if (options.NodeId != "c")
                Encrypt(options);
        });
        foreach (var node in (int[])[0, 1])
            Assert.True(SpinWait.SpinUntil(() => group.Servers[node].Store.Group!.Status.Counters.Refused > 0, Patience));
        Assert.All(group.Servers, server => Assert.False(server.Store.Group!.Status.IsFormed));
    }

    [Fact]
    public async Task Clients_are_told_the_port_that_speaks_tls()
    {
        await using var group = await GroupInProcess.StartAsync(change: options =>
        {
            Encrypt(options);
            (options.TlsPort, options.TlsAuthClients) = (FreePorts.Find(), TlsAuthClients.No);
        });
        var leader = group.FindLeader();
        using var client = group.Connect((leader + 1) % 3);
        Assert.True(SpinWait.SpinUntil(
            () => client.Ask("ROLE").Elements[2].Integer == group.Servers[leader].TlsEndPoint!.Port, Patience));
    }

    private void Encrypt(KeyValueOptions options)
    {
        _files.Use(options);
        options.TlsReplication = true;
    }
}
