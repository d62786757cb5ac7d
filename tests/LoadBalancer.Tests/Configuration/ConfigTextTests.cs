using System.Net;
using System.Text;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Configuration;

public sealed class ConfigTextTests
{
    [Fact]
    public void The_least_that_can_be_said_gets_every_default()
    {
        var config = Configs.Good(Configs.Least);
        var expected = new BalancerConfig
        {
            Listeners =
            [
                new ListenerConfig
                {
                    Name = "main",
                    Protocol = ListenerProtocol.Http,
                    Address = new IPEndPoint(IPAddress.Loopback, 8080),
                    Routes = [new RouteConfig { Name = "all", Targets = [new RouteTarget("web")] }],
                },
            ],
            Backends =
            [
                new BackendConfig
                {
                    Name = "web",
                    Servers = [new ServerConfig { Name = "127.0.0.1:9001", Host = "127.0.0.1", Port = 9001 }],
                },
            ],
        };
        Assert.Equal(Configs.Text(expected), Configs.Text(config));
        Assert.Null(config.Backends[0].HealthCheck);
        Assert.Null(config.Backends[0].Sticky);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", ListenerProtocol.Http, "127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:8080/", ListenerProtocol.Http, "127.0.0.1:8080")]
    [InlineData("http://127.0.0.1", ListenerProtocol.Http, "127.0.0.1:80")]
    [InlineData("http://*:0", ListenerProtocol.Http, "0.0.0.0:0")]
    [InlineData("http://localhost:81", ListenerProtocol.Http, "127.0.0.1:81")]
    [InlineData("http://[::1]", ListenerProtocol.Http, "[::1]:80")]
    [InlineData("tcp://[::]:5432", ListenerProtocol.Tcp, "[::]:5432")]
    public void An_address_is_understood_as_people_write_it(string text, ListenerProtocol protocol, string address)
    {
        var listener = Configs.Good(Configs.Replaced("http://127.0.0.1:8080", text)).Listeners[0];
        Assert.Equal((protocol, address), (listener.Protocol, listener.Address.ToString()));
    }

    [Theory]
    [InlineData("\"http://127.0.0.1:9001\"", "127.0.0.1:9001", "127.0.0.1", 9001)]
    [InlineData("\"web-7:80\"", "web-7:80", "web-7", 80)]
    [InlineData("\"[::1]:80\"", "[::1]:80", "::1", 80)]
    [InlineData("{\"host\": \"[::1]\", \"port\": 80}", "[::1]:80", "::1", 80)]
    [InlineData("{\"name\": \"a\", \"host\": \"web\", \"port\": 65535, \"weight\": 256, \"backup\": true}", "a", "web", 65535)]
    public void A_server_is_an_address_or_an_object(string server, string name, string host, int port)
    {
        var read = Configs.Good(Configs.Replaced("\"127.0.0.1:9001\"", server)).Backends[0].Servers[0];
        Assert.Equal((name, host, port), (read.Name, read.Host, read.Port));
        Assert.Equal(server.Contains("backup"), read.Backup && read.Weight == 256);
    }

    [Fact]
    public void Comments_commas_at_ends_and_a_byte_order_mark_are_fine() =>
        Assert.True(Configs.Parse("\uFEFF// hello\n" + Configs.Least.Replace("[\"web\"]", "[/* which */ \"web\",]")).IsGood);

    [Fact]
    public void Words_of_enums_are_understood_in_any_case()
    {
        var backend = Configs.Good(Configs.Backend("\"policy\": \"ROUNDROBIN\", \"sendProxy\": \"v2\"")).Backends[0];
        Assert.Equal((BalancePolicy.RoundRobin, ProxyVersion.V2), (backend.Policy, backend.SendProxy));
    }

    [Fact]
    public void Names_of_hosts_are_kept_in_lower_case_and_networks_may_be_one_address()
    {
        var text = Configs.Route("\"match\": { \"hosts\": [\"WWW.Example.COM\", \"*.b.example.com\"] }")
            .Replace("\"name\": \"main\"", "\"name\": \"main\", \"trustedProxies\": [\"10.0.0.0/8\", \"::1\"]");
        var listener = Configs.Good(text).Listeners[0];
        Assert.Equal(["www.example.com", "*.b.example.com"], listener.Routes[0].Match.Hosts);
        Assert.Equal(["10.0.0.0/8", "::1/128"], listener.TrustedProxies.Select(network => network.ToString()));
    }

    [Fact]
    public void A_header_without_a_value_means_something_else_than_one_with_an_empty_value()
    {
        var text = Configs.Route(
            "\"match\": { \"headers\": [{ \"name\": \"A\" }, { \"name\": \"B\", \"value\": \"\" }] }, " +
            "\"rewrite\": { \"request\": [{ \"name\": \"C\", \"value\": null }] }");
        var route = Configs.Good(text).Listeners[0].Routes[0];
        Assert.Equal([new HeaderMatch("A", null), new HeaderMatch("B", "")], route.Match.Headers);
        Assert.Equal([new HeaderChange("C", null)], route.Rewrite.Request);
    }

    [Theory]
    [InlineData("", "line 1, column 1: ")]
    [InlineData("{\n\n  \"listeners\": [,]\n}", "line 3, column 17: ")]
    [InlineData("{} {}", "line 1, column 4: ")]
    [InlineData("[1]", "a list is not an object")]
    [InlineData("null", "null is not an object")]
    public void Broken_JSON_is_told_with_its_line(string text, string begin) =>
        Assert.StartsWith(begin, Assert.Single(Configs.Parse(text).Errors));

    [Fact]
    public void Bytes_that_are_no_text_are_told_with_their_line()
    {
        var result = ConfigText.Parse([.. Encoding.UTF8.GetBytes("{\n\"é\n"), 0xC3, 0x28]);
        Assert.Equal(["line 3: is not UTF-8"], result.Errors);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text_and_no_key() =>
        Assert.Equal(
            ["a key is no text", "listeners: \"\\ud800\" is not a list", "backends: is missing"],
            Configs.Parse("{ \"\\udc00\": 1, \"listeners\": \"\\ud800\" }").Errors);

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.StartsWith("line 1", Assert.Single(Configs.Parse(new string('[', 100_000)).Errors));

    [Fact]
    public void Very_many_mistakes_are_counted_not_listed()
    {
        var servers = string.Join(", ", Enumerable.Repeat("7", 250));
        var errors = Configs.Parse(Configs.Replaced("\"127.0.0.1:9001\"", servers)).Errors;
        Assert.Equal(101, errors.Count);
        Assert.Equal("and 150 more", errors[^1]);
    }
}
