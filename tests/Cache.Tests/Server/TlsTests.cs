using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FromScratch.TestKit;

namespace FromScratch.Cache.Tests.Server;

/// <summary>TLS from the options to the socket.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly CacheOptions _options;

    public TlsTests()
    {
        var (certificate, key) = (_folder.File("cert.pem"), _folder.File("key.pem"));
        _options = new CacheOptions { Port = 0, TlsEnabled = true, TlsChainCertificate = certificate, TlsKey = key };
        TestCertificates.WriteServer("cache", certificate, key);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Items_are_stored_and_read_over_tls()
    {
        await using var cache = await CacheServer.StartAsync(_options);
        using var client = await Connect(cache);
        Assert.Equal("STORED", client.Ask("set key 0 0 5", "value"));
        Assert.Equal(["VALUE key 0 5", "value"], client.AskRows("get key"));
    }

    [Fact]
    public async Task An_endpoint_marked_notls_stays_plain()
    {
        _options.Listen.Add("127.0.0.1");
        _options.Listen.Add("notls:127.0.0.1");
        await using var cache = await CacheServer.StartAsync(_options);
        using var client = await Connect(cache);
        using var plain = CacheClient.Connect(cache.BoundEndPoints[1]);
        Assert.Equal("STORED", client.Ask("set key 0 0 5", "value"));
        Assert.Equal(["VALUE key 0 5", "value"], plain.AskRows("get key"));
    }

#pragma warning disable CA5398 // The versions are what is tested.
    [Theory]
    [InlineData(2, SslProtocols.Tls12)]
    [InlineData(2, SslProtocols.Tls13)]
    [InlineData(3, SslProtocols.Tls13)]
    public async Task A_client_of_the_lowest_version_or_a_later_one_is_served(int lowest, SslProtocols spoken)
    {
        _options.TlsMinVersion = lowest;
        await using var cache = await CacheServer.StartAsync(_options);
        using var client = await Connect(cache, spoken: spoken);
        Assert.StartsWith("VERSION ", client.Ask("version"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_below_the_lowest_version_is_refused()
    {
        _options.TlsMinVersion = 3;
        await using var cache = await CacheServer.StartAsync(_options);
        await AssertRefused(cache, spoken: SslProtocols.Tls12);
    }
#pragma warning restore CA5398

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(1, true, false)]
    [InlineData(2, false, false)]
    [InlineData(3, false, false)]
    public async Task The_verify_mode_says_who_is_let_in(int mode, bool withoutCertificate, bool withStrangersCertificate)
    {
        using var authority = TestCertificates.Authority("authority");
        using var stranger = TestCertificates.Authority("stranger");
        _options.TlsVerifyMode = mode;
        _options.TlsCaCertificate = _folder.Write("ca.pem", authority.ExportCertificatePem());
        await using var cache = await CacheServer.StartAsync(_options);
        using var ours = TestCertificates.Issue(authority);
        using var theirs = TestCertificates.Issue(stranger);
        await AssertServed(cache, ours);
        await (withoutCertificate ? AssertServed(cache, null) : AssertRefused(cache));
        await (withStrangersCertificate ? AssertServed(cache, theirs) : AssertRefused(cache, theirs));
    }

    [Fact]
    public async Task Refresh_certs_takes_new_files_into_use_and_keeps_the_old_ones_when_they_are_unusable()
    {
        await using var cache = new CacheServer(_options, stopHost: static () => { });
        await cache.StartAsync(TestContext.Current.CancellationToken);
        using var client = await Connect(cache);
        TestCertificates.WriteServer("renewed", _options.TlsChainCertificate!, _options.TlsKey!);
        Assert.Equal("OK", client.Ask("refresh_certs"));
        await File.WriteAllTextAsync(_options.TlsKey!, "rubbish", TestContext.Current.CancellationToken);
        Assert.Equal("Error the certificate files cannot be used", client.Ask("refresh_certs"));
        await AssertServed(cache, null, "CN=renewed");
    }

    private static async Task AssertServed(CacheServer cache, X509Certificate2? certificate, string? serverName = null)
    {
        string? shown = null;
        using var client = await Connect(cache, certificate, seen: name => shown = name);
        Assert.StartsWith("VERSION ", client.Ask("version"), StringComparison.Ordinal);
        Assert.Equal(serverName ?? shown, shown);
    }

    /// <summary>With TLS 1.3 a client learns only from its first read that it is not wanted.</summary>
    private static async Task AssertRefused(
        CacheServer cache, X509Certificate2? certificate = null, SslProtocols spoken = SslProtocols.None)
    {
        string? reply = null;
        var refusal = await Record.ExceptionAsync(async () =>
        {
            using var client = await Connect(cache, certificate, spoken);
            reply = client.Ask("version");
        });
        Assert.Null(reply);
        Assert.True(refusal is null or IOException or AuthenticationException, refusal?.ToString());
    }

    private static Task<CacheClient> Connect(
        CacheServer cache, X509Certificate2? certificate = null, SslProtocols spoken = SslProtocols.None, Action<string>? seen = null) =>
        CacheClient.ConnectTlsAsync(cache.EndPoint, new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = spoken,
            ClientCertificates = certificate is null ? [] : [certificate],
            RemoteCertificateValidationCallback = (_, shown, _, _) =>
            {
                seen?.Invoke(shown!.Subject);
                return shown is not null;
            },
        });
}
