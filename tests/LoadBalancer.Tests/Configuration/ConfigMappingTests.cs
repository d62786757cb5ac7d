using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Configuration;

/// <summary>Each key ends in the property of its name, is written from there, and has the record's default when it is left out.</summary>
public sealed class ConfigMappingTests
{
    /// <summary>What another value is, where one more or the opposite will not do.</summary>
    private static readonly Dictionary<string, string> Others = new()
    {
        ["listeners[0].routes[0].match.hosts[0]"] = "a.example.com",
        ["listeners[0].routes[0].match.hosts[1]"] = "b.example.com",
        ["listeners[0].routes[0].match.pathPrefix"] = "/x",
        ["listeners[0].routes[0].rewrite.pathPrefix"] = "/y",
        ["backends[0].policy"] = "first",
        ["backends[0].hash.source"] = "path",
        ["backends[0].healthCheck.kind"] = "tcp",
        ["backends[0].healthCheck.path"] = "/z",
        ["backends[0].sendProxy"] = "v1",
        ["accessLog.format"] = "json",
    };

    [Fact]
    public void Every_value_ends_in_its_property_and_is_written_from_there()
    {
        var leaves = Leaves(ConfigTree.Example(), "").Where(path => !IsAddressOrReference(path)).ToList();
        Assert.True(leaves.Count > 80, $"{leaves.Count} values");
        Assert.All(leaves, path =>
        {
            var tree = ConfigTree.Example();
            var expected = Change(tree, path);
            var config = Configs.Good(tree.ToJsonString());
            Assert.Equal(expected, Property(config, path), ignoreCase: true);
            Assert.Equal(expected, Find(JsonNode.Parse(Configs.Text(config))!, path)!.ToString(), ignoreCase: true);
        });
    }

    [Theory]
    [InlineData("limits")]
    [InlineData("accessLog")]
    [InlineData("listeners[0].timeouts")]
    [InlineData("backends[0].healthCheck")]
    [InlineData("backends[0].outlier")]
    [InlineData("backends[0].retry")]
    [InlineData("backends[0].hash")]
    public void An_empty_object_is_the_one_with_its_defaults(string path)
    {
        var tree = ConfigTree.Example();
        var before = Configs.Text(Configs.Good(tree.ToJsonString()));
        var members = Find(tree, path)!.AsObject();
        Assert.NotEmpty(members);
        members.Clear();
        Assert.Equal(before, Configs.Text(Configs.Good(tree.ToJsonString())));
    }

    [Theory]
    [InlineData("listeners[0]", "name", "address", "routes")]
    [InlineData("backends[0]", "name", "servers", "healthCheck", "sticky")]
    [InlineData("backends[0].sticky", "secret")]
    [InlineData("backends[0].servers[0]", "name", "host", "port")]
    [InlineData("listeners[0].routes[0].rateLimit", "requestsPerSecond", "burst")]
    public void What_is_left_out_has_its_default(string path, params string[] kept)
    {
        var tree = ConfigTree.Example();
        var before = Configs.Text(Configs.Good(tree.ToJsonString()));
        var members = Find(tree, path)!.AsObject();
        foreach (var key in members.Select(member => member.Key).Except(kept).ToList())
            members.Remove(key);
        Assert.Equal(before, Configs.Text(Configs.Good(tree.ToJsonString())));
    }

    /// <summary>Told by other tests: what is one value in a file and two in a record, or has to fit another.</summary>
    private static bool IsAddressOrReference(string path) =>
        path is "$schema" or "listeners[0].protocol" or "listeners[0].address" or "backends[0].servers[1]" or "accessLog.path"
            or "backends[0].servers[0].addresses"
        || path.Contains(".targets[0].backend") || path.StartsWith("listeners[0].routes[1]") || path == "backends[0].name";

    private static IEnumerable<string> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
        JsonArray items => items.SelectMany((item, index) => Leaves(item, $"{path}[{index}]")),
        null => path.EndsWith("value") || path.EndsWith("host") || path.EndsWith("bodyContains") ? [path] : [],
        _ => [path],
    };

    /// <summary>Puts another value there and returns it as text.</summary>
    private static string Change(JsonNode tree, string path)
    {
        var old = Find(tree, path);
        JsonNode now = old switch
        {
            _ when Others.TryGetValue(path, out var other) => JsonValue.Create(other),
            null => JsonValue.Create("other"),
            _ when old.GetValueKind() is JsonValueKind.True or JsonValueKind.False => JsonValue.Create(!old.GetValue<bool>()),
            _ when old.GetValueKind() == JsonValueKind.Number => JsonValue.Create(Number(path, old.GetValue<int>())),
            _ => JsonValue.Create(old.GetValue<string>() + "x"),
        };
        var end = path.LastIndexOfAny(['.', '[']);
        var parent = Find(tree, path[..end])!;
        if (path[end] == '.')
            parent[path[(end + 1)..]] = now;
        else
            parent[int.Parse(path[(end + 1)..^1])] = now;
        return now.ToString();
    }

    /// <summary>Within its bounds, and no port that another server has.</summary>
    private static int Number(string path, int old) => path.EndsWith("latencyPercent") ? 250 : old + 3;

    private static JsonNode? Find(JsonNode tree, string path) => Steps(path).Aggregate((JsonNode?)tree, (at, step) =>
        step.Index >= 0 ? at!.AsArray()[step.Index] : at!.AsObject()[step.Key]);

    private static string Property(object config, string path) => Convert.ToString(Steps(path).Aggregate((object?)config, (at, step) =>
        step.Index >= 0
            ? ((IEnumerable)at!).Cast<object?>().ElementAt(step.Index)
            : at!.GetType().GetProperty(char.ToUpperInvariant(step.Key[0]) + step.Key[1..])!.GetValue(at))) ?? "";

    private static IEnumerable<(string Key, int Index)> Steps(string path) =>
        from part in path.Split('.', '[')
        where part.Length > 0
        select part.EndsWith(']') ? ("", int.Parse(part[..^1])) : (part, -1);
}
