using System.Text;
using System.Text.Json.Nodes;
using FromScratch.Core;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;
using FsCheck.Xunit;

namespace FromScratch.LoadBalancer.Tests.Configuration;

/// <summary>Whatever the bytes: a configuration or errors of one line each, never an exception.</summary>
public sealed class ConfigFuzzTests
{
    private static readonly string?[] Values =
    [
        "null", "true", "-1", "0", "1e400", "0.5", "9223372036854775808", "\"\"", "\"\\ud800\"", "\"a:b:c\"", "\"http://\"", "\"*\"",
        "\"[::1\"", "\"10.0.0.0/\"", "[]", "{}", "[[]]", "[null]", "{\"name\":{}}", "\"\\u0000\"", "\"" + new string('x', 5_000) + "\"",
    ];

    [Property(MaxTest = 300)]
    public void Random_bytes(byte[] bytes) => Check(ConfigText.Parse(bytes ?? []));

    [Fact]
    public void Mangled_text() => Seeds.ForEach(40, random =>
    {
        for (var i = 0; i < 25; i++)
        {
            var bytes = (byte[])ConfigResources.Example.Clone();
            for (var change = 1 + random.NextInt32(4); change > 0; change--)
                bytes[random.NextInt32(bytes.Length)] = (byte)random.NextInt32(256);
            Check(ConfigText.Parse(random.Chance(0.2) ? bytes.AsSpan(0, random.NextInt32(bytes.Length)) : bytes));
        }
    });

    [Fact]
    public void Values_where_they_do_not_belong() => Seeds.ForEach(40, random =>
    {
        for (var i = 0; i < 25; i++)
        {
            var root = ConfigTree.Example();
            for (var change = 1 + random.NextInt32(3); change > 0; change--)
                Replace(root, random);
            Check(Configs.Parse(root.ToJsonString()));
        }
    });

    private static void Replace(JsonNode root, SeededRandom random)
    {
        var leaves = ConfigTree.Values(root).ToList();
        var (parent, key) = leaves[random.NextInt32(leaves.Count)];
        var text = Values[random.NextInt32(Values.Length)]!;
        // A half surrogate pair cannot stand in a node; raw text goes in by its marker.
        var value = text.Contains("\\ud800") ? JsonValue.Create("half") : JsonNode.Parse(text);
        if (parent is JsonObject members)
            members[key] = value;
        else
            parent.AsArray()[int.Parse(key)] = value;
    }

    private static void Check(ConfigResult result)
    {
        Assert.Equal(result.IsGood, result.Errors.Count == 0);
        Assert.All(result.Errors, error => Assert.True(error.Length > 0 && !error.AsSpan().ContainsAny('\r', '\n', '\0')));
        if (result.IsGood)
            Assert.Empty(ConfigText.Parse(Encoding.UTF8.GetBytes(Configs.Text(result.Config))).Errors);
    }
}
