using System.Text;
using System.Text.Json.Nodes;
using FromScratch.Core;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Configuration;

public sealed class ConfigWriterTests
{
    [Fact]
    public void What_is_written_is_read_again_and_is_the_same() => Seeds.ForEach(30, random =>
    {
        var tree = ConfigTree.Example();
        foreach (var (parent, key) in ConfigTree.Values(tree).ToList())
            Change(parent, key, random);
        var text = tree.ToJsonString();
        var first = Configs.Text(Configs.Good(text));
        Assert.Equal(first, Configs.Text(Configs.Good(first)));
    });

    [Fact]
    public void Every_key_of_the_example_is_written_unless_it_is_null()
    {
        var written = ConfigTree.KeysOf(System.Text.Json.JsonDocument.Parse(Configs.Text(Configs.Good(Example()))).RootElement).ToHashSet();
        string[] except =
        [
            "$schema", "listeners[].protocol", "accessLog.path", "backends[].healthCheck.host", "backends[].healthCheck.bodyContains",
        ];
        var example = System.Text.Json.JsonDocument.Parse(ConfigTree.Example().ToJsonString()).RootElement;
        Assert.Empty(ConfigTree.KeysOf(example).Distinct().Where(key => !written.Contains(key)).Except(except));
    }

    [Fact]
    public void Secrets_are_not_shown_unless_asked_for()
    {
        var config = Configs.Good(Configs.Backend("\"sticky\": { \"secret\": \"0123456789abcdef\" }"));
        Assert.DoesNotContain("0123456789abcdef", Encoding.UTF8.GetString(ConfigWriter.Write(config).Span));
        Assert.Contains("\"secret\": \"***\"", Encoding.UTF8.GetString(ConfigWriter.Write(config).Span));
        Assert.Contains("0123456789abcdef", Configs.Text(config));
    }

    private static string Example() => Encoding.UTF8.GetString(ConfigResources.Example);

    /// <summary>Another value that is right wherever a number or a truth may stand.</summary>
    private static void Change(JsonNode parent, string key, SeededRandom random)
    {
        if (parent is not JsonObject members || members[key] is not JsonValue value || !random.Chance(0.5))
            return;
        if (value.TryGetValue<bool>(out var flag))
            members[key] = !flag;
        else if (value.TryGetValue<long>(out var number) && number is > 300 and < 5_000)
            members[key] = number + random.NextInt32(50);
    }
}
