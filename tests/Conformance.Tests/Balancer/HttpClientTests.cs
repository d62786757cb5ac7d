using System.Security.Cryptography;
using FromScratch.Conformance.Tests.Tools;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.Conformance.Tests.Balancer;

/// <summary>HTTP clients of others in front of the balancer, with Node behind it telling what arrived.</summary>
public sealed class HttpClientTests : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private WebServer? _server;
    private BalancerProcess? _balancer;

    private string Address => _balancer!.Address.ToString();

    public async ValueTask InitializeAsync()
    {
        _server = await WebServer.NodeAsync();
        _balancer = await BalancerProcess.StartAsync([_server.HostAndPort]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_balancer is not null)
            await _balancer.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("POST", "--http1.0")]
    [InlineData("POST", "-H", "Expect: 100-continue")]
    [InlineData("PUT", "-H", "Transfer-Encoding: chunked", "-T", "BODY")]
    public async Task Curl_uploads(string method, params string[] switches)
    {
        var file = _directory.File("body");
        var body = RandomNumberGenerator.GetBytes(3_000_000);
        await File.WriteAllBytesAsync(file, body, TestContext.Current.CancellationToken);
        string[] how = switches.Contains("BODY") ? [] : ["--data-binary", $"@{file}"];
        var output = await CurlAsync([.. how, .. switches.Select(one => one == "BODY" ? file : one), Address + "up"]);
        Assert.Equal($"{method} /up 3000000 {Convert.ToHexStringLower(SHA256.HashData(body))}", output);
    }

    [Theory]
    [InlineData("large")]
    [InlineData("large", "--http1.0")]
    [InlineData("chunked")]
    [InlineData("chunked", "--http1.0")]
    public async Task Curl_downloads(string path, params string[] switches)
    {
        var output = await CurlAsync([.. switches, Address + path]);
        var told = $"GET /chunked 0 {Convert.ToHexStringLower(SHA256.HashData([]))}";
        Assert.Equal(path == "large" ? new string('x', 1 << 20) : told, output);
    }

    [Fact]
    public async Task Curl_reuses_its_connection()
    {
        var output = await CurlAsync(["-w", "%{num_connects} ", "-o", "/dev/null", Address, "-o", "/dev/null", Address]);
        Assert.Equal("1 0 ", output);
    }

    [Fact]
    public async Task Python_keeps_one_connection_for_everything()
    {
        var python = await Tool.RequirePython("http.client");
        var script = Path.Combine(ClientScript.Folder, "httpclient.py");
        var result = await ServerProcess.RunAsync(python, [script, _balancer!.EndPoint.ToString()]);
        Assert.Equal((0, "all as it should be"), (result.ExitCode, result.Output.Trim()));
    }

    [Fact]
    public async Task Dotnet_streams_chunks_up()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.TransferEncodingChunked = true;
        var body = RandomNumberGenerator.GetBytes(1_000_000);
        using var content = new ByteArrayContent(body);
        using var response = await http.PostAsync(new Uri(Address + "up"), content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"POST /up 1000000 {Convert.ToHexStringLower(SHA256.HashData(body))}\n", text);
    }

    private static async Task<string> CurlAsync(string[] arguments)
    {
        var result = await ServerProcess.RunAsync(Tool.Require("curl"), ["-sS", "--max-time", "25", .. arguments]);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output;
    }
}
