using System.Net;
using System.Text.Json;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Configuration;

/// <summary>Example and schema say what the reader does.</summary>
public sealed class ConfigExampleTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(ConfigResources.Schema).RootElement;

    [Fact]
    public void The_example_shows_the_defaults()
    {
        var result = ConfigText.Parse(ConfigResources.Example);
        Assert.Empty(result.Errors);
        var config = result.Config!;
        var shown = config.Listeners[0];
        var backend = config.Backends[0];
        var expected = new BalancerConfig
        {
            Listeners =
            [
                new ListenerConfig
                {
                    Name = "main",
                    Protocol = ListenerProtocol.Http,
                    Address = new IPEndPoint(IPAddress.Loopback, 8080),
                    Routes = shown.Routes,
                },
            ],
            Backends =
            [
                new BackendConfig
                {
                    Name = "web",
                    Servers = backend.Servers,
                    HealthCheck = new HealthCheckConfig(),
                    Sticky = new StickyConfig { Secret = backend.Sticky!.Secret },
                },
                new BackendConfig
                {
                    Name = "secure",
                    Servers = [new ServerConfig { Name = "secure-1", Host = "127.0.0.1", Port = 9443 }],
                    Tls = new ServerTlsConfig
                    {
                        ServerName = "internal.example.com",
                        CaPath = "/etc/ssl/certs/ca-certificates.crt",
                    },
                },
            ],
        };
        Assert.Equal(Configs.Text(expected), Configs.Text(config));
        Assert.Equal(new RouteTarget("web"), shown.Routes[0].Targets[0]);
        Assert.Equal(new RateLimitConfig(100, 200), shown.Routes[0].RateLimit);
        Assert.Equal(new ServerConfig { Name = "web-1", Host = "127.0.0.1", Port = 9001 }, backend.Servers[0]);
    }

    [Fact]
    public void The_example_shows_every_key_but_those_of_certificates()
    {
        var shown = ConfigTree.KeysOf(Parse(ConfigResources.Example)).ToHashSet();
        Assert.Equal(
            ["listeners[].certificates[].certificatePath", "listeners[].certificates[].keyPath", "backends[].hash.name"],
            SchemaKeys().Where(key => !shown.Contains(key)));
    }

    [Fact]
    public void The_schema_names_exactly_the_keys_that_the_reader_knows()
    {
        var asked = new HashSet<string>();
        Assert.Empty(ConfigText.Parse(ConfigResources.Example, null, asked).Errors);
        const string Https = """
            { "listeners": [{ "name": "a", "address": "https://127.0.0.1:0", "routes": [], "certificates": [{}] }], "backends": [] }
            """;
        ConfigText.Parse(System.Text.Encoding.UTF8.GetBytes(Https), null, asked);
        asked.Add("$schema");
        Assert.Equal(asked.Order(StringComparer.Ordinal), SchemaKeys().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_schema_names_the_same_defaults()
    {
        var values = new Dictionary<string, string>();
        Collect(Parse(ConfigResources.Example), "", values);
        var defaults = Properties().Where(one => one.Schema.TryGetProperty("default", out _)).ToList();
        Assert.True(defaults.Count > 50, $"{defaults.Count} defaults");
        Assert.All(defaults, one => Assert.Equal(values[one.Path], one.Schema.GetProperty("default").ToString()));
    }

    [Fact]
    public void The_schema_names_the_same_bounds()
    {
        var bounded = Properties().Select(one => (one.Path, Schema: Resolve(one.Schema)))
            .Where(one => one.Schema.TryGetProperty("maximum", out _) && one.Schema.GetProperty("type").GetString() == "integer").ToList();
        Assert.True(bounded.Count > 40, $"{bounded.Count} bounds");
        Assert.All(bounded, one =>
        {
            var (min, max) = (one.Schema.GetProperty("minimum").GetInt64(), one.Schema.GetProperty("maximum").GetInt64());
            Assert.True(Allows(one.Path, min) && Allows(one.Path, max), $"{one.Path} takes {min} to {max}");
            Assert.False(Allows(one.Path, min - 1), $"{one.Path} takes less than {min}");
            Assert.False(Allows(one.Path, max + 1), $"{one.Path} takes more than {max}");
        });
    }

    [Fact]
    public void The_schema_names_the_same_words()
    {
        var words = Properties().Where(one => one.Schema.TryGetProperty("enum", out _))
            .ToDictionary(one => one.Path, one => one.Schema.GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(7, words.Count);
        Same<BalancePolicy>("backends[].policy");
        Same<AddressUse>("backends[].servers[].addresses");
        Same<HashSource>("backends[].hash.source");
        Same<CheckKind>("backends[].healthCheck.kind");
        Same<ProxyVersion>("backends[].sendProxy");
        Same<AccessLogFormat>("accessLog.format");
        Same<ListenerProtocol>("listeners[].protocol");

        void Same<TEnum>(string path)
            where TEnum : struct, Enum =>
            Assert.Equal(Enum.GetNames<TEnum>().Select(JsonNamingPolicy.CamelCase.ConvertName).Order(), words[path].Order());
    }

    [Fact]
    public void Both_files_lie_beside_the_code() =>
        Assert.All(
            [(ConfigResources.SchemaFile, ConfigResources.Schema), (ConfigResources.ExampleFile, ConfigResources.Example)],
            file => Assert.Equal(
                File.ReadAllBytes(Path.Combine(SourceTree.Root, "src", "LoadBalancer", "Configuration", file.Item1)), file.Item2));

    private static IEnumerable<(string Path, JsonElement Schema)> Properties() => ConfigTree.PropertiesOf(Schema, Schema);

    private static IEnumerable<string> SchemaKeys() => Properties().Select(one => one.Path).Distinct();

    private static JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? Schema.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..])
        : schema;

    /// <summary>Whether the reader finds this number in its bounds; that it contradicts another key is another matter.</summary>
    private static bool Allows(string path, long number)
    {
        var root = ConfigTree.Example();
        var keys = path.Split('.');
        var at = root;
        foreach (var key in keys[..^1])
            at = key.EndsWith("[]") ? at[key[..^2]]![0]! : at[key]!;
        at[keys[^1]] = number;
        return !Configs.Parse(root.ToJsonString()).Errors.Any(error => error.Contains(": " + number + " is not between"));
    }

    private static void Collect(JsonElement value, string path, Dictionary<string, string> values)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
                Collect(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", values);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Collect(item, path + "[]", values);
        }
        else
        {
            values.TryAdd(path, value.ToString());
        }
    }

    private static JsonElement Parse(byte[] text) => JsonDocument.Parse(
        text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }).RootElement;
}
