using System.Net;
using FromScratch.TestKit;
using FromScratch.TestKit.Processes;

namespace FromScratch.Conformance.Tests.Balancer;

/// <summary>Web servers of others behind the balancer, which must add nothing and take nothing away.</summary>
public sealed class WebServerTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("nginx")]
    [InlineData("node")]
    [InlineData("python")]
    [InlineData("kestrel")]
    public async Task Through_the_balancer_as_without_it(string kind)
    {
        await using var server = await WebServer.StartAsync(kind, _directory);
        await using var balancer = await BalancerProcess.StartAsync([server.HostAndPort]);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var direct = new Uri($"http://{server.HostAndPort}/");
        var cancellation = TestContext.Current.CancellationToken;
        var body = await http.GetStringAsync(direct, cancellation);
        Assert.NotEmpty(body);
        var clients = Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 25; i++)
                Assert.Equal(body, await http.GetStringAsync(balancer.Address, cancellation));
        });
        await Task.WhenAll(clients);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            foreach (var path in new[] { "", "missing" })
            {
                using var expected = await http.SendAsync(new HttpRequestMessage(method, new Uri(direct, path)), cancellation);
                using var seen = await http.SendAsync(new HttpRequestMessage(method, new Uri(balancer.Address, path)), cancellation);
                Assert.Equal(expected.StatusCode, seen.StatusCode);
                Assert.Equal(expected.Content.Headers.ContentLength, seen.Content.Headers.ContentLength);
                Assert.Equal(expected.Content.Headers.ContentType, seen.Content.Headers.ContentType);
                Assert.Equal(expected.Headers.Server.ToString(), seen.Headers.Server.ToString());
            }
        }
    }

    [Fact]
    public async Task Of_two_servers_each_gets_its_share_and_one_alone_serves_all()
    {
        await using var nginx = await WebServer.StartAsync("nginx", _directory);
        await using var kestrel = await WebServer.StartAsync("kestrel", _directory);
        await using var balancer = await BalancerProcess.StartAsync(
            [nginx.HostAndPort, kestrel.HostAndPort], "--policy", "roundRobin");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var cancellation = TestContext.Current.CancellationToken;
        var answers = new Dictionary<string, int>();
        for (var i = 0; i < 20; i++)
        {
            var answer = await http.GetStringAsync(balancer.Address, cancellation);
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
        }

        Assert.Equal([10, 10], answers.Values);
        await nginx.KillAsync();
        for (var i = 0; i < 20; i++)
            Assert.Equal("hello from web\n", await http.GetStringAsync(balancer.Address, cancellation));
    }
}
