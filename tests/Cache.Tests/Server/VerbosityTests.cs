using System.Net;
using System.Net.Sockets;
using FromScratch.TestKit;

namespace FromScratch.Cache.Tests.Server;

/// <summary>-v and `verbosity` decide what the program logs; a failed handshake is an event of level debug.</summary>
public sealed class VerbosityTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly string[] _tls;

    public VerbosityTests()
    {
        var (certificate, key) = (_folder.File("cert.pem"), _folder.File("key.pem"));
        TestCertificates.WriteServer("cache", certificate, key);
        _tls = ["-Z", "-o", $"ssl_chain_cert={certificate},ssl_key={key}", "-l", "127.0.0.1,notls:127.0.0.1"];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_command_switches_debug_events_on_and_off()
    {
        await using var host = await HostProcess.StartAsync(_tls);
        using var client = CacheClient.Connect(host.Addresses[1]);
        var quiet = FailHandshake(host, client);
        Assert.Equal("OK", client.Ask("verbosity 2"));
        var told = FailHandshake(host, client);
        Assert.Equal("OK", client.Ask("verbosity 0"));
        var quietAgain = FailHandshake(host, client);
        Assert.Equal("OK", client.Ask("verbosity 3"));
        var last = FailHandshake(host, client);
        await host.WaitForLineAsync(Failed(last));
        Assert.Matches(Failed(told), host.Output);
        Assert.DoesNotMatch(Failed(quiet), host.Output);
        Assert.DoesNotMatch(Failed(quietAgain), host.Output);
    }

    [Fact]
    public async Task Two_vs_switch_them_on_from_the_start()
    {
        await using var host = await HostProcess.StartAsync([.. _tls, "-vv"]);
        using var client = CacheClient.Connect(host.Addresses[1]);
        await host.WaitForLineAsync(Failed(FailHandshake(host, client)));
        Assert.Contains("STAT verbosity 2", client.AskRows("stats settings"));
    }

    private static string Failed(int clientPort) => $@"TLS handshake with 127\.0\.0\.1:{clientPort} failed";

    /// <summary>Returns the client's port, once the server has counted the failure; it logs before it counts.</summary>
    private static int FailHandshake(HostProcess host, CacheClient observer)
    {
        var before = HandshakeErrors(observer);
        using var client = new TcpClient();
        client.Connect(host.Addresses[0]);
        client.GetStream().Write("no handshake\r\n"u8);
        Assert.True(SpinWait.SpinUntil(() => HandshakeErrors(observer) != before, TimeSpan.FromSeconds(30)));
        return ((IPEndPoint)client.Client.LocalEndPoint!).Port;
    }

    private static string HandshakeErrors(CacheClient client) =>
        Assert.Single(client.AskRows("stats"), row => row.StartsWith("STAT ssl_handshake_errors ", StringComparison.Ordinal));
}
