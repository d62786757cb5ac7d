using System.Net;
using System.Text.Json;
using FromScratch.Hosting.Admin;
using FromScratch.Hosting.Lifetime;
using FromScratch.TestKit;
using FromScratch.TestKit.Sessions;
using FromScratch.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace FromScratch.Hosting.Tests;

public sealed class AdminTests : IDisposable
{
    private static readonly Dictionary<string, Func<AdminPage>> Pages = new()
    {
        ["/a"] = () => AdminPage.Text(200, "alpha"),
        ["/b"] = () => AdminPage.Text(503, "beta"),
    };

    private readonly SessionHarness _session = new(new AdminSessionFactory(Pages));

    [Fact]
    public void Pipelined_requests_are_answered_in_order_however_they_are_cut() =>
        SessionFragments.AlwaysAnswers(
            () => new AdminSessionFactory(Pages),
            "GET /a?q HTTP/1.1\r\nHost: x\r\n\r\n" +
            "HEAD /b HTTP/1.1\r\nHost: x\r\n\r\n" +
            "GET http://x/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\nalpha" +
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 4\r\n\r\n" +
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 13\r\nConnection: close\r\n\r\n" +
            "no such page\n");

    [Theory]
    [InlineData("POST /a HTTP/1.1\r\nHost: x\r\n\r\n", "405", false)]
    [InlineData("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "405", true)]
    [InlineData("GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "200", true)]
    [InlineData("GET /a HTTP/1.0\r\n\r\n", "200", true)]
    [InlineData("get a memcached key\r\n", "400", true)]
    [InlineData("GET / HTTP/3.0\r\nHost: x\r\n\r\n", "505", true)]
    public void Odd_requests_get_their_status_and_bodies_end_the_connection(string request, string status, bool closed)
    {
        Assert.StartsWith("HTTP/1.1 " + status, _session.Exchange(request));
        Assert.Equal(closed, _session.IsClosed);
    }

    [Fact]
    public void An_endless_request_is_cut_off_at_the_limit()
    {
        Assert.StartsWith("HTTP/1.1 414 ", _session.Exchange("GET /" + new string('a', 9000)));
        Assert.True(_session.IsClosed);
    }

    [Fact]
    public void A_peer_that_does_not_read_is_not_answered_without_bound()
    {
        _session.PeerReads = false;
        const string Request = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
        for (var i = 0; i < 100; i++)
            _session.Feed(string.Concat(Enumerable.Repeat(Request, 100)));
        Assert.InRange(_session.UnsentBytes, 256 * 1024, 257 * 1024);
        _session.PeerReads = true;
        _session.Pump();
        Assert.Equal(0, _session.UnconsumedBytes);
    }

    [Fact]
    public async Task The_admin_server_serves_health_metrics_and_status_over_a_real_socket()
    {
        var context = new HostContext(
            TimeProvider.System, NullLoggerFactory.Instance, new ConfigurationBuilder().Build(), new Readiness(), () => { });
        await using var server = new Demo(context);
        await using var admin = AdminServer.Create(AdminEndPoint.Loopback(0), "demo", "1.2.3", server, context);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{await admin.StartAsync()}") };
        Assert.Equal("ok\n", await http.GetStringAsync(At("/livez")));
        using (var early = await http.GetAsync(At("/readyz")))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting\n"), (early.StatusCode, await early.Content.ReadAsStringAsync()));
        context.Readiness.Start();
        Assert.Equal("ok\n", await http.GetStringAsync(At("/healthz")));
        Assert.Contains("# TYPE fromscratch_metrics_dropped_total counter\n", await http.GetStringAsync(At("/metrics")));
        using var status = JsonDocument.Parse(await http.GetStringAsync(At("/status")));
        Assert.Equal(42, status.RootElement.GetProperty("items").GetInt32());
        Assert.EndsWith("/status\n/demo\n", await http.GetStringAsync(At("/")));
        using var command = await http.PostAsync(At("/demo"), new StringContent("body"));
        Assert.Equal((HttpStatusCode.Accepted, "POST of 4"), (command.StatusCode, await command.Content.ReadAsStringAsync()));
        Assert.Equal("127.0.0.1:1234", status.RootElement.GetProperty("addresses")[0].GetString());
    }

    private static Uri At(string path) => new(path, UriKind.Relative);

    public void Dispose() => _session.Dispose();
}
