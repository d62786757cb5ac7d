using FromScratch.TestKit;

namespace FromScratch.Cache.Tests.Server;

/// <summary>Passwords and certificates are read again without a restart.</summary>
public sealed class ReloadTests : IDisposable
{
    private const int SigHup = 1;

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task New_passwords_count_and_those_of_an_unusable_file_do_not()
    {
        var path = _folder.Write("users", "user:first\n");
        await using var cache = await CacheServer.StartAsync(new CacheOptions { Port = 0, PasswordFile = path });
        _folder.Write("users", "user:second\n");
        Assert.Equal("STORED", Authenticate(cache, "user first"));
        Assert.Null(cache.Reload());
        Assert.Equal("CLIENT_ERROR authentication failure", Authenticate(cache, "user first"));
        Assert.Equal("STORED", Authenticate(cache, "user second"));
        _folder.Write("users", "rubbish");
        Assert.Equal("the password file cannot be used", cache.Reload());
        Assert.Equal("STORED", Authenticate(cache, "user second"));
    }

    [Fact]
    public async Task An_unusable_file_does_not_hold_up_the_others()
    {
        var (certificate, key) = (_folder.File("cert.pem"), _folder.File("key.pem"));
        var options = new CacheOptions { Port = 0, TlsEnabled = true, TlsChainCertificate = certificate, TlsKey = key };
        options.PasswordFile = _folder.Write("users", "user:first\n");
        options.Listen.Add("notls:127.0.0.1");
        options.Listen.Add("127.0.0.1");
        TestCertificates.WriteServer("cache", certificate, key);
        await using var cache = await CacheServer.StartAsync(options);

        _folder.Write("users", "user:second\n");
        _folder.Write("key.pem", "rubbish");
        Assert.Equal("the certificate files cannot be used", cache.Reload());
        Assert.Equal("STORED", Authenticate(cache, "user second"));

        _folder.Write("users", "rubbish");
        Assert.Equal("the password file cannot be used; the certificate files cannot be used", cache.Reload());
    }

    [Fact]
    public async Task Sighup_reloads_and_the_program_serves_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        var path = _folder.Write("users", "user:first\n");
        await using var host = await HostProcess.StartAsync("-Y", path);
        _folder.Write("users", "user:second\n");
        host.Signal(SigHup);
        await host.WaitForLineAsync("files read again");
        using var client = host.Connect();
        Assert.Equal("CLIENT_ERROR authentication failure", client.Ask("set x 0 0 10", "user first"));
        Assert.Equal("STORED", client.Ask("set x 0 0 11", "user second"));
        Assert.StartsWith("VERSION", client.Ask("version"), StringComparison.Ordinal);
    }

    private static string? Authenticate(CacheServer cache, string words)
    {
        using var client = CacheClient.Connect(cache.EndPoint);
        return client.Ask($"set x 0 0 {words.Length}", words);
    }
}
