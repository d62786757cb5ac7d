using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Configuration;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public void Paths_are_relative_to_the_file()
    {
        TestCertificates.WriteServer("localhost", _directory.File("site.pem"), _directory.File("site.key"));
        var path = _directory.Write("lb.json", Https("site.pem", "site.key"));
        var result = ConfigFile.Load(path);
        Assert.Empty(result.Errors);
        Assert.Equal(
            new CertificateConfig(_directory.File("site.pem"), _directory.File("site.key")), result.Config!.Listeners[0].Certificates[0]);
        Assert.Equal(_directory.File("access.log"), result.Config.AccessLog.Path);
    }

    [Fact]
    public void A_certificate_that_is_not_there_is_told_with_the_place_looked_at()
    {
        var path = _directory.Write("lb.json", Https("site.pem", "lb.json"));
        var place = $"looked for as {_directory.File("site.pem")}";
        Assert.Equal(
            [$"{path}: listeners[0].certificates[0].certificatePath: \"site.pem\" is no file ({place})"],
            ConfigFile.Load(path).Errors);
    }

    [Fact]
    public void An_https_listener_needs_a_certificate_and_others_have_none()
    {
        Assert.Equal(
            ["listeners[0].certificates: an https listener needs at least one"],
            Configs.Parse(Configs.Replaced("http://127.0.0.1:8080", "https://127.0.0.1:8443")).Errors);
        var file = _directory.Write("x", "").Replace('\\', '/');
        Assert.Equal(
            ["listeners[0].certificates: only an https listener has them"],
            Configs.Parse(Configs.Listener($$"""
            "certificates": [{ "certificatePath": "{{file}}", "keyPath": "{{file}}" }]
            """)).Errors);
    }

    [Theory]
    [InlineData("none.json")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_file_that_cannot_be_read_is_told(string name) =>
        Assert.Contains(": cannot be read: ", Assert.Single(ConfigFile.Load(name).Errors));

    [Fact]
    public void Errors_name_the_file() =>
        Assert.All(
            ConfigFile.Load(_directory.Write("lb.json", "{}")).Errors,
            error => Assert.StartsWith(_directory.File("lb.json") + ": ", error));

    public void Dispose() => _directory.Dispose();

    private static string Https(string certificate, string key) => Configs.Listener(
            $"\"certificates\": [{{ \"certificatePath\": \"{certificate}\", \"keyPath\": \"{key}\" }}]")
        .Replace("http://", "https://", StringComparison.Ordinal)
        .Replace("\"backends\"", "\"accessLog\": { \"path\": \"access.log\" }, \"backends\"", StringComparison.Ordinal);
}
