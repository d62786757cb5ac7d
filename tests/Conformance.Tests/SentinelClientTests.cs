using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;
using FromScratch.TestKit.Sockets;
using StackExchange.Redis;

namespace FromScratch.Conformance.Tests;

/// <summary>StackExchange.Redis finds the leader through the Sentinel port, and the next one when that is killed.</summary>
public sealed class SentinelClientTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TempDirectory _directory = new();
    private readonly List<KeyValueProcess> _nodes = [];
    private readonly TlsFolder _files = new();
    private readonly int[] _ports = FreePorts.FindMany(12);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _files.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task It_follows_the_leader()
    {
        await StartAsync(node => ["--sentinel-port", Text(_ports[node + 6])]);
        await FollowAsync(Options());
    }

    [Fact]
    public async Task It_does_so_in_tls_showing_a_certificate()
    {
        await StartAsync(node =>
        {
            var (certificate, key) = _files.Issue(NameOf(node));
            return [
                "--tls-port", Text(_ports[node + 9]), "--sentinel-tls-port", Text(_ports[node + 6]), "--tls-replication", "yes",
                "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", _files.AuthorityPath];
        });
        var options = Options();
        options.Ssl = true;
        options.TrustIssuer(_files.AuthorityPath);
        var (shown, shownKey) = _files.Issue("client");
        options.SetUserPemCertificate(shown, shownKey);
        await FollowAsync(options);
    }

    private static string NameOf(int node) => $"{(char)('a' + node)}";

    private async Task StartAsync(Func<int, string[]> switches)
    {
        var peers = string.Join(',', Enumerable.Range(0, 3).Select(node => $"{NameOf(node)}=127.0.0.1:{Text(_ports[node + 3])}"));
        for (var node = 0; node < 3; node++)
        {
            var directory = Directory.CreateDirectory(_directory.File($"{node}")).FullName;
            _nodes.Add(await KeyValueProcess.StartAsync(
                directory, [
                    "--port", Text(_ports[node]), "--node-id", NameOf(node), "--replication-port", Text(_ports[node + 3]),
                    "--peers", peers, "--group-name", "shop", .. switches(node)]));
        }
    }

    private ConfigurationOptions Options()
    {
        var options = new ConfigurationOptions { ServiceName = "shop", AbortOnConnectFail = false, SyncTimeout = 5000 };
        for (var node = 0; node < 3; node++)
            options.EndPoints.Add(IPAddress.Loopback, _ports[node + 6]);
        return options;
    }

    private async Task FollowAsync(ConfigurationOptions options)
    {
        await using var redis = await ConnectAsync(options);
        var database = redis.GetDatabase();
        Assert.True(await TryAsync(() => database.StringSetAsync("before", "1")));
        var leader = FindLeader();
        await _nodes[leader].Process.KillAsync();
        Assert.True(await TryAsync(() => database.StringSetAsync("after", "2")), "it does not find the next leader");
        Assert.Equal("1", await database.StringGetAsync("before"));
        Assert.NotEqual(leader, FindLeader());
    }

    /// <summary>Sentinel is asked once when connecting: until a leader is there, the client has to begin anew.</summary>
    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        ConnectionMultiplexer? redis = null;
        Assert.True(await TryAsync(async () =>
        {
            redis = await ConnectionMultiplexer.ConnectAsync(options);
            return redis.IsConnected;
        }));
        return redis!;
    }

    private static async Task<bool> TryAsync(Func<Task<bool>> action)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            try
            {
                if (await action())
                    return true;
            }
            catch (Exception error) when (error is RedisException or RedisTimeoutException)
            {
                // Nobody leads yet, or the client has not noticed who does.
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return false;
    }

    private int FindLeader()
    {
        var leader = -1;
        Assert.True(SpinWait.SpinUntil(() => (leader = _nodes.FindIndex(Leads)) >= 0, Patience), "nobody leads");
        return leader;
    }

    private static bool Leads(KeyValueProcess node)
    {
        try
        {
            using var client = node.Connect();
            return client.Ask("ROLE\r\n") == "*3";
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
