using System.Net.Sockets;
using FromScratch.TestKit;

namespace FromScratch.Cache.Tests.Server;

/// <summary>`stats conns` over real sockets.</summary>
public sealed class ConnectionStatsTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly TestClock _clock = new();

    public void Dispose()
    {
        _folder.Dispose();
        _clock.Dispose();
    }

    [Fact]
    public async Task Each_listener_has_its_rows_in_front_of_the_connections()
    {
        var (certificate, key) = (_folder.File("cert.pem"), _folder.File("key.pem"));
        var options = new CacheOptions { Port = 0, TlsEnabled = true, TlsChainCertificate = certificate, TlsKey = key };
        TestCertificates.WriteServer("cache", certificate, key);
        options.Listen.Add("notls:127.0.0.1");
        options.Listen.Add("127.0.0.1");
        await using var cache = await CacheServer.StartAsync(options, _clock.Time);
        _clock.AdvanceSeconds(5);
        using var client = CacheClient.Connect(cache.EndPoint);
        var rows = client.AskRows("stats conns").Select(row => row.Split([' ', ':'], 3)).ToLookup(words => words[1], words => words[2]);
        Assert.Equal(3, rows.Count);
        Assert.Equal([$"addr tcp:{cache.BoundEndPoints[0]}", "state conn_listening", "secs_since_last_cmd 5"], rows.ElementAt(0));
        Assert.Equal([$"addr tcp:{cache.BoundEndPoints[1]}", "state conn_listening", "secs_since_last_cmd 5"], rows.ElementAt(1));
        Assert.Equal([$"addr tcp:{client.LocalEndPoint}", $"listen_addr tcp:{cache.EndPoint}"], rows.ElementAt(2).Take(2));
    }

    [Fact]
    public async Task A_unix_socket_is_told_by_its_path()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes of socket files are a matter of Unix");
        var path = _folder.File("cache.sock");
        await using var cache = await CacheServer.StartAsync(new CacheOptions { UnixSocket = path });
        using var client = CacheClient.Connect(new UnixDomainSocketEndPoint(path));
        Assert.EndsWith($":addr unix:{path}", client.AskRows("stats conns")[0], StringComparison.Ordinal);
    }
}
