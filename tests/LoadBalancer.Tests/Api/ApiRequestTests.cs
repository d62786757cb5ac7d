using System.Text;
using System.Text.Json;
using FromScratch.LoadBalancer.Api;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;
using FsCheck.Xunit;

namespace FromScratch.LoadBalancer.Tests.Api;

public sealed class ApiRequestTests
{
    private static readonly string[] Methods = ["GET", "POST", "PATCH", "DELETE", "PUT", ""];

    private static readonly string[] Words =
        ["", "/", "api", "/api", "backends", "web", "servers", "a:1", "%", "%zz", "%2F", "..", "status", "reload", "config", "\0", "é"];

    private static readonly string[] Bodies =
    [
        "", "{}", "[]", "null", "7", "\"a:1\"", "{\"weight\":1}", "{\"mode\":\"drain\"}", "{\"mode\":null}", "{\"weight\":\"\\ud800\"}",
        "{\"host\":\"a\",\"port\":1}", "{\"weight\":1e99}", "{\"a\":{\"b\":[{}]}}", "{\"weight\":1,\"weight\":2}", "{\"\\udfff\":0}",
    ];

    [Fact]
    public void Every_command_has_its_request()
    {
        (string Method, string Path, string Body, ApiCommand Command)[] all =
        [
            ("GET", "/api/status", "", new GetStatusCommand()),
            ("GET", "/api/config", "", new GetConfigCommand()),
            ("POST", "/api/reload", "", new ReloadCommand()),
            ("GET", "/api/backends/web/servers", "", new GetServersCommand("web")),
            ("POST", "/api/backends/web/servers", "{\"host\": \"a\", \"port\": 80, \"weight\": 3}",
                new AddServerCommand("web", new ServerConfig { Name = "a:80", Host = "a", Port = 80, Weight = 3 })),
            ("POST", "/api/backends/web/servers", "\"http://a:80\"",
                new AddServerCommand("web", new ServerConfig { Name = "a:80", Host = "a", Port = 80 })),
            ("DELETE", "/api/backends/web/servers/a:80", "", new RemoveServerCommand("web", "a:80")),
            ("DELETE", "/api/backends/web/servers/%5B::1%5D%3A80", "ignored", new RemoveServerCommand("web", "[::1]:80")),
            ("PATCH", "/api/backends/web/servers/a", "{\"weight\": 0}", new ChangeServerCommand("web", "a", 0, null)),
            ("PATCH", "/api/backends/web/servers/a", "{\"mode\": \"maintenance\"}",
                new ChangeServerCommand("web", "a", null, ServerMode.Maintenance)),
            ("PATCH", "/api/backends/web/servers/a", "{\"weight\": 256, \"mode\": \"ready\"}",
                new ChangeServerCommand("web", "a", 256, ServerMode.Ready)),
        ];
        Assert.All(all, one => Assert.Equal(one.Command, Parse(one.Method, one.Path, one.Body).Command));
    }

    [Theory]
    [InlineData("GET", "/api", "", 404, "no such path of the API")]
    [InlineData("GET", "/api/", "", 404, "no such path of the API")]
    [InlineData("GET", "/api/status/", "", 404, "no such path of the API")]
    [InlineData("GET", "/x/status", "", 404, "no such path of the API")]
    [InlineData("GET", "/api/backends/a%2Fb/servers", "", 404, "\"a%2Fb\" is no name")]
    [InlineData("DELETE", "/api/backends/web/servers/", "", 404, "\"\" is no name")]
    [InlineData("POST", "/api/status", "", 405, "allowed here: GET")]
    [InlineData("GET", "/api/reload", "", 405, "allowed here: POST")]
    [InlineData("PUT", "/api/backends/web/servers", "", 405, "allowed here: GET, POST")]
    [InlineData("GET", "/api/backends/web/servers/a", "", 405, "allowed here: DELETE, PATCH")]
    [InlineData("POST", "/api/backends/web/servers", "{\"host\": \"a\", \"port\": 0}", 400, "port: 0 is not between 1 and 65535")]
    [InlineData("POST", "/api/backends/web/servers", "7", 400, "7 is neither an address nor an object")]
    [InlineData("PATCH", "/api/backends/web/servers/a", "{}", 400, "neither weight nor mode is given: nothing would change")]
    [InlineData("PATCH", "/api/backends/web/servers/a", "[]", 400, "a list is not an object")]
    [InlineData("PATCH", "/api/backends/web/servers/a", "{\"mode\": \"off\"}", 400,
        "mode: \"off\" is not one of ready, drain, maintenance")]
    [InlineData("PATCH", "/api/backends/web/servers/a", "{\"weight\": 257}", 400, "weight: 257 is not between 0 and 256")]
    public void A_refusal_says_what_is_allowed(string method, string path, string body, int status, string error)
    {
        var parse = Parse(method, path, body);
        Assert.Null(parse.Command);
        Assert.Equal((status, error), (parse.Status, Assert.Single(parse.Errors)));
    }

    [Fact]
    public void A_body_that_is_not_JSON_is_told_where() =>
        Assert.StartsWith(
            "the body is not JSON: line 2, column 1: ",
            Assert.Single(Parse("PATCH", "/api/backends/web/servers/a", "{\n,}").Errors));

    [Fact]
    public void A_refusal_is_a_page_with_its_errors()
    {
        var page = Parse("PUT", "/api/status", "").ToPage();
        Assert.Equal((405, "application/json", "GET"), (page.Status, page.ContentType, page.Allow));
        using var json = JsonDocument.Parse(page.Body);
        Assert.Equal("allowed here: GET", json.RootElement.GetProperty("errors")[0].GetString());
    }

    [Property(MaxTest = 500)]
    public void Any_bytes_are_answered(string method, string path, byte[] body) =>
        Check(ApiRequest.Parse(method ?? "", path ?? "", body ?? []));

    [Fact]
    public void Any_mixture_is_answered() => Seeds.ForEach(50, random =>
    {
        for (var i = 0; i < 100; i++)
        {
            var words = Enumerable.Range(0, random.NextInt32(6)).Select(_ => Words[random.NextInt32(Words.Length)]);
            string[] paths = ["/api/backends/web/servers", "/api/backends/web/servers/a", "/api/" + string.Join('/', words)];
            var body = Encoding.UTF8.GetBytes(Bodies[random.NextInt32(Bodies.Length)]);
            if (body.Length > 0 && random.Chance(0.3))
                body[random.NextInt32(body.Length)] = (byte)random.NextInt32(256);
            Check(ApiRequest.Parse(Methods[random.NextInt32(Methods.Length)], paths[random.NextInt32(3)], body));
        }
    });

    private static ApiParse Parse(string method, string path, string body) => ApiRequest.Parse(method, path, Encoding.UTF8.GetBytes(body));

    private static void Check(ApiParse parse)
    {
        Assert.Equal(parse.IsGood, parse.Errors.Count == 0);
        Assert.Contains(parse.Status, parse.IsGood ? [0] : new[] { 400, 404, 405 });
        Assert.All(parse.Errors, error => Assert.False(error.AsSpan().ContainsAny('\r', '\n')));
        if (!parse.IsGood)
            Assert.NotEmpty(JsonDocument.Parse(parse.ToPage().Body).RootElement.GetProperty("errors").EnumerateArray());
    }
}
