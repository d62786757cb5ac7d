using System.Text;
using FromScratch.Core;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Routing;
using FromScratch.Protocols.Http;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Routing;

/// <summary>Routes against a plain reading of the same rules.</summary>
public sealed class RouteTableTests
{
    private static readonly string[] Hosts = ["a.example.com", "b.example.com", "example.com", "x.a.example.com", "A.EXAMPLE.COM:8080"];
    private static readonly string[] Paths = ["/", "/api", "/api/", "/api/x", "/apis", "/v1/api", "/API"];
    private static readonly string[] Methods = ["GET", "POST", "get", "PURGE"];

    [Fact]
    public void The_first_route_that_matches_is_taken() => Seeds.ForEach(300, random =>
    {
        RouteConfig[] routes = [.. Enumerable.Range(0, random.NextInt32(1, 6)).Select(_ => Route(random))];
        var table = new RouteTable(routes);
        for (var i = 0; i < 30; i++)
        {
            var (host, path, method) = (Any(random, Hosts), Any(random, Paths), Any(random, Methods));
            var tenant = random.Chance(0.5) ? Any(random, ["red", "blue"]) : null;
            var text = $"{method} {path}?q HTTP/1.1\r\nHost: {host}\r\n{(tenant is null ? "" : $"x-tenant: {tenant}\r\n")}\r\n";
            var (bytes, head) = (Encoding.ASCII.GetBytes(text), new HttpRequestHead());
            Assert.Equal(DecodeStatus.Done, HttpRequestParser.Parse(bytes, HttpLimits.Default, head, out _, out _));
            var name = host.ToLowerInvariant().Split(':')[0];
            var expected = Array.FindIndex(routes, route => Matches(route.Match, name, path, method, tenant));
            Assert.Equal(expected, table.Match(head, bytes));
        }
    });

    private static RouteConfig Route(SeededRandom random) => new()
    {
        Name = "r",
        Targets = [new RouteTarget("b")],
        Match = new RouteMatch
        {
            Hosts = random.Chance(0.5) ? [Any(random, ["a.example.com", "*.example.com", "*.a.example.com", "example.com"])] : [],
            PathPrefix = random.Chance(0.5) ? Any(random, ["/", "/api", "/api/", "/v1"]) : null,
            Methods = random.Chance(0.3) ? [Any(random, Methods), "HEAD"] : [],
            Headers = random.Chance(0.3) ? [new HeaderMatch("X-Tenant", random.Chance(0.5) ? "blue" : null)] : [],
        },
    };

    private static bool Matches(RouteMatch match, string host, string path, string method, string? tenant) =>
        (match.Hosts.Count == 0 || match.Hosts.Any(wanted => wanted[0] == '*' ? host.EndsWith(wanted[1..]) : host == wanted))
        && (match.PathPrefix is null or "/" || path == match.PathPrefix || path.StartsWith(match.PathPrefix.TrimEnd('/') + "/"))
        && (match.Methods.Count == 0 || match.Methods.Contains(method))
        && match.Headers.All(header => tenant is not null && (header.Value is null || header.Value == tenant));

    private static T Any<T>(SeededRandom random, T[] from) => from[random.NextInt32(from.Length)];
}
