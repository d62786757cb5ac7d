namespace FromScratch.LoadBalancer.Tests.Configuration;

/// <summary>What is refused, and in which words.</summary>
public sealed class ConfigRefusalTests
{
    [Theory]
    [InlineData("{\"host\": \"a\", \"port\": 0}", "backends[0].servers[0].port: 0 is not between 1 and 65535")]
    [InlineData("{\"host\": \"a\", \"port\": 1.5}", "backends[0].servers[0].port: 1.5 is not a whole number between 1 and 65535")]
    [InlineData("{\"host\": \"a\", \"port\": \"80\"}", "backends[0].servers[0].port: \"80\" is not a whole number between 1 and 65535")]
    [InlineData("{\"host\": \"a\", \"port\": 99999999999999999999}",
        "backends[0].servers[0].port: 99999999999999999999 is not a whole number between 1 and 65535")]
    [InlineData("{\"host\": \"a b\", \"port\": 1}", "backends[0].servers[0].host: \"a b\" is not a host name or an IP address")]
    [InlineData("{\"host\": 7, \"port\": 1}", "backends[0].servers[0].host: 7 is not a text")]
    [InlineData("{\"port\": 1}", "backends[0].servers[0].host: is missing")]
    [InlineData("{\"host\": \"a\", \"port\": 1, \"port\": 2}", "backends[0].servers[0].port: is given twice")]
    [InlineData("{\"host\": \"a\", \"port\": 1, \"wieght\": 2}", "backends[0].servers[0].wieght: is no key here; is weight meant?")]
    [InlineData("{\"host\": \"a\", \"port\": 1, \"x\": 2}",
        "backends[0].servers[0].x: is no key here; there are: addresses, backup, host, name, port, weight")]
    [InlineData("{\"host\": \"a\", \"port\": 1, \"weight\": 257}", "backends[0].servers[0].weight: 257 is not between 0 and 256")]
    [InlineData("{\"host\": \"a\", \"port\": 1, \"backup\": 1}", "backends[0].servers[0].backup: 1 is not true or false")]
    [InlineData("{\"host\": \"a\", \"port\": 1, \"name\": \"a/b\"}",
        "backends[0].servers[0].name: \"a/b\" is not a name: 1 to 260 of letters, digits and -_.:[]")]
    [InlineData("{\"host\": \"a\", \"port\": 1, \"addresses\": \"every\"}",
        "backends[0].servers[0].addresses: \"every\" is not one of first, all, ipv4, ipv6")]
    [InlineData("{\"host\": \"::1\", \"port\": 1, \"addresses\": \"ipv6\"}",
        "backends[0].servers[0].addresses: ipv6 needs a name as host, ::1 is an address")]
    [InlineData("\"b-blue:1\", {\"host\": \"b\", \"port\": 1, \"name\": \"b\", \"addresses\": \"all\"}, "
        + "{\"name\": \"b-::1\", \"host\": \"c\", \"port\": 1}",
        "backends[0].servers[2]: \"b-::1\" is what an address of b is called")]
    [InlineData("null", "backends[0].servers[0]: null is neither an address nor an object")]
    [InlineData("\"a\"", "backends[0].servers[0]: \"a\" is not an address such as 127.0.0.1:9001")]
    [InlineData("\"a:0\"", "backends[0].servers[0]: \"a:0\": port 0 is not between 1 and 65535")]
    [InlineData("\"https://a:1\"",
        "backends[0].servers[0]: \"https://a:1\": https:// needs \"tls\" beside \"servers\": {}, or with what it may hold")]
    [InlineData("\"ftp://a:1\"", "backends[0].servers[0]: \"ftp://a:1\" does not begin with http://, https:// or tcp://")]
    [InlineData("\"a:1\", \"a:1\"",
        "backends[0].servers[1]: \"a:1\" is taken by backends[0].servers[0]")]
    [InlineData("\"a:1\", {\"name\": \"b\", \"host\": \"a\", \"port\": 1}",
        "backends[0].servers[1]: \"a:1\" is taken by backends[0].servers[0]")]
    public void A_wrong_server(string server, string error) =>
        Assert.Contains(error, Configs.Parse(Configs.Replaced("\"127.0.0.1:9001\"", server)).Errors);

    [Theory]
    [InlineData("\"policy\": \"best\"",
        "policy: \"best\" is not one of random, roundRobin, leastConnections, peakEwma, hash, source, first")]
    [InlineData("\"policy\": 1", "policy: 1 is not one of random, roundRobin, leastConnections, peakEwma, hash, source, first")]
    [InlineData("\"hash\": {\"source\": \"cookie\"}", "hash.name: is missing: source cookie needs it")]
    [InlineData("\"hash\": {\"source\": \"path\", \"name\": \"x\"}", "hash.name: source path has none")]
    [InlineData("\"hashBalancePercent\": 100", "hashBalancePercent: 100 is not between 101 and 10000, or 0")]
    [InlineData("\"healthCheck\": []", "healthCheck: a list is not an object")]
    [InlineData("\"healthCheck\": {\"path\": \"x\"}", "healthCheck.path: \"x\" is not a path that begins with /")]
    [InlineData("\"healthCheck\": {\"path\": \"/a b\"}", "healthCheck.path: \"/a b\" is not a path that begins with /")]
    [InlineData("\"healthCheck\": {\"statusMin\": 500}", "healthCheck.statusMin: 500 is more than statusMax (399)")]
    [InlineData("\"outlier\": {\"ejectionMs\": 10, \"ejectionMsMax\": 9}", "outlier.ejectionMs: 10 is more than ejectionMsMax (9)")]
    [InlineData("\"sticky\": {}", "sticky.secret: is missing")]
    [InlineData("\"sticky\": {\"secret\": \"hunter2\"}", "sticky.secret: what is given is not at least 16 characters long")]
    [InlineData("\"sticky\": {\"secret\": \"0123456789abcdef\", \"cookie\": \"a=b\"}",
        "sticky.cookie: \"a=b\" is not a token of HTTP: letters, digits and !#$%&'*+-.^_`|~")]
    [InlineData("\"retry\": {\"statuses\": [502, 200]}", "retry.statuses[1]: 200 is not a status between 400 and 599")]
    [InlineData("\"requestsMax\": -1", "requestsMax: -1 is not between 0 and 1000000")]
    [InlineData("\"slowStartMs\": null", "slowStartMs: null is not a whole number between 0 and 604800000")]
    public void A_wrong_backend(string keys, string error) =>
        Assert.Equal(["backends[0]." + error], Configs.Parse(Configs.Backend(keys)).Errors);

    [Theory]
    [InlineData("\"match\": {\"pathPrefix\": \"api\"}", "match.pathPrefix: \"api\" is not a path that begins with /")]
    [InlineData("\"match\": {\"pathPrefix\": \"/a?b\"}", "match.pathPrefix: \"/a?b\" is not a path without a query")]
    [InlineData("\"match\": {\"methods\": [\"G T\"]}",
        "match.methods[0]: \"G T\" is not a token of HTTP: letters, digits and !#$%&'*+-.^_`|~")]
    [InlineData("\"match\": {\"hosts\": [\"a:80\"]}",
        "match.hosts[0]: \"a:80\" is not a host name without port, *. in front for any below")]
    [InlineData("\"rewrite\": {\"pathPrefix\": \"/\"}", "rewrite.pathPrefix: replaces match.pathPrefix, which is not there")]
    [InlineData("\"rewrite\": {\"request\": [{\"name\": \"Content-Length\", \"value\": \"1\"}]}",
        "rewrite.request[0].name: \"Content-Length\" is not a field that can be changed: it decides how messages end")]
    [InlineData("\"rewrite\": {\"response\": [{\"name\": \"transfer-encoding\"}]}",
        "rewrite.response[0].name: \"transfer-encoding\" is not a field that can be changed: it decides how messages end")]
    [InlineData("\"rewrite\": {\"request\": [{\"name\": \"host\", \"value\": \"x\"}]}",
        "rewrite.request[0].name: \"host\" is not a field that is changed here: rewrite.host does that")]
    [InlineData("\"rewrite\": {\"request\": [{\"name\": \"A\", \"value\": \"a\\r\\nB: c\"}]}",
        "rewrite.request[0].value: \"a\\r\\nB: c\" is not at most 4096 characters without line ends")]
    [InlineData("\"rateLimit\": {\"requestsPerSecond\": 0, \"burst\": 1}",
        "rateLimit.requestsPerSecond: 0 is not a number between 0.001 and 1000000")]
    [InlineData("\"rateLimit\": {\"requestsPerSecond\": 1e999, \"burst\": 1}",
        "rateLimit.requestsPerSecond: 1e999 is not a number between 0.001 and 1000000")]
    [InlineData("\"rateLimit\": {\"requestsPerSecond\": 1}", "rateLimit.burst: is missing")]
    public void A_wrong_route(string keys, string error) =>
        Assert.Equal(["listeners[0].routes[0]." + error], Configs.Parse(Configs.Route(keys)).Errors);

    [Theory]
    [InlineData("[]", "listeners[0].routes[0].targets: there has to be at least one")]
    [InlineData("[\"wbe\"]", "listeners[0].routes[0].targets[0]: \"wbe\" is the name of no backend; there are: web")]
    [InlineData("[{\"backend\": \"wbe\"}]", "listeners[0].routes[0].targets[0].backend: \"wbe\" is the name of no backend; there are: web")]
    [InlineData("[\"web\", \"web\"]", "listeners[0].routes[0].targets[1]: \"web\" is taken by listeners[0].routes[0].targets[0]")]
    [InlineData("[{\"backend\": \"web\", \"weight\": 0}]",
        "listeners[0].routes[0].targets: every weight is 0: nothing could be sent anywhere")]
    [InlineData("\"web\"", "listeners[0].routes[0].targets: \"web\" is not a list")]
    public void A_wrong_target(string targets, string error) =>
        Assert.Equal([error], Configs.Parse(Configs.Replaced("[\"web\"]", targets)).Errors);

    [Theory]
    [InlineData("ftp://127.0.0.1:1", "\"ftp://127.0.0.1:1\" does not begin with http://, https:// or tcp://")]
    [InlineData("127.0.0.1:1", "\"127.0.0.1:1\" needs http://, https:// or tcp:// in front, or protocol beside it")]
    [InlineData("tcp://127.0.0.1", "\"tcp://127.0.0.1\" is not an IP address (or localhost, or * for all) with a port")]
    [InlineData("tcp://web:80", "\"tcp://web:80\" is not an IP address (or localhost, or * for all) with a port")]
    [InlineData("tcp://127.1:80", "\"tcp://127.1:80\" is not an IP address (or localhost, or * for all) with a port")]
    [InlineData("http://::1:80", "\"http://::1:80\" is not an IP address (or localhost, or * for all) with a port")]
    [InlineData("http://127.0.0.1:65536", "\"http://127.0.0.1:65536\" is not an IP address (or localhost, or * for all) with a port")]
    public void A_wrong_address(string address, string error) =>
        Assert.Equal(["listeners[0].address: " + error], Configs.Parse(Configs.Replaced("http://127.0.0.1:8080", address)).Errors);

    [Theory]
    [InlineData("\"protocol\": \"tcp\"", "protocol: tcp is not what address begins with")]
    [InlineData("\"trustedProxies\": [\"10.0.0.0/99\"]",
        "trustedProxies[0]: \"10.0.0.0/99\" is not a network such as 10.0.0.0/8 or an address")]
    [InlineData("\"timeouts\": {\"headMs\": 604800001}", "timeouts.headMs: 604800001 is not between 0 and 604800000")]
    public void A_wrong_listener(string keys, string error) =>
        Assert.Equal(["listeners[0]." + error], Configs.Parse(Configs.Listener(keys)).Errors);

    [Fact]
    public void A_tcp_listener_sees_only_names_and_changes_nothing()
    {
        var text = Configs.Route("\"match\": { \"methods\": [\"GET\"], \"hosts\": [\"a\"] }, \"rewrite\": {}")
            .Replace("http://127.0.0.1:8080", "tcp://127.0.0.1:8080");
        Assert.Equal(
            [
                "listeners[0].routes[0].match.methods: a tcp listener sees only the name in SNI (hosts)",
                "listeners[0].routes[0].rewrite: a tcp listener changes nothing on the way",
            ],
            Configs.Parse(text).Errors);
    }

    [Fact]
    public void Limits_that_contradict_each_other() =>
        Assert.Equal(
            ["limits.headBytesMax: 2000 is less than requestLineBytesMax (8192)"],
            Configs.Parse(Configs.Replaced("\"backends\"", "\"limits\": { \"headBytesMax\": 2000 }, \"backends\"")).Errors);

    [Fact]
    public void All_that_is_wrong_is_told_at_once() =>
        Assert.Equal(
            [
                "listeners[1].name: \"a\" is taken by listeners[0].name",
                "listeners[1].address: \"127.0.0.1:80\" is taken by listeners[0].address",
                "listeners[1].routes: is missing",
                "backends[1].name: \"web\" is taken by backends[0].name",
                "backends[1].servers: is missing",
                "accesslog: is no key here; is accessLog meant?",
                "listeners[0].routes[0].targets[0]: \"db\" is the name of no backend; there are: web",
            ],
            Configs.Parse("""
            {
              "listeners": [
                { "name": "a", "address": "http://127.0.0.1:80", "routes": [{ "name": "r", "targets": ["db"] }] },
                { "name": "a", "address": "tcp://127.0.0.1:80" }
              ],
              "backends": [{ "name": "web", "servers": [] }, { "name": "web" }],
              "accesslog": {}
            }
            """).Errors);

    [Fact]
    public void Nothing_at_all() => Assert.Equal(["listeners: is missing", "backends: is missing"], Configs.Parse("{}").Errors);

    [Fact]
    public void A_message_stays_one_line_whatever_the_value_holds()
    {
        var error = Assert.Single(Configs.Parse(Configs.Replaced("\"name\": \"web\"", "\"name\": \"web\", \"a\\nb\u2028\": 1")).Errors);
        Assert.StartsWith("backends[0].a?b?: is no key here", error);
    }
}
