using System.Text.Json;
using System.Text.Json.Nodes;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Tests.Configuration;

/// <summary>The example as a tree that can be changed, and the keys of it and of the schema as paths: backends[].servers[].port.</summary>
internal static class ConfigTree
{
    public static JsonNode Example() => JsonNode.Parse(
        ConfigResources.Example,
        documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;

    /// <summary>Where each value stands: its parent, and its key or index.</summary>
    public static IEnumerable<(JsonNode Parent, string Key)> Values(JsonNode node) => node switch
    {
        JsonObject members => members.Select(member => (node, member.Key)).Concat(
            members.Where(member => member.Value is not null).SelectMany(member => Values(member.Value!))),
        JsonArray items => Enumerable.Range(0, items.Count).Select(index => (node, index.ToString())).Concat(
            items.Where(item => item is not null).SelectMany(item => Values(item!))),
        _ => [],
    };

    public static IEnumerable<string> KeysOf(JsonElement value, string path = "") => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member =>
            KeysOf(member.Value, Join(path, member.Name)).Prepend(Join(path, member.Name))),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => KeysOf(item, path + "[]")),
        _ => [],
    };

    /// <summary>Every property of the schema by its path, with the schema of its value.</summary>
    public static IEnumerable<(string Path, JsonElement Schema)> PropertiesOf(JsonElement root, JsonElement schema, string path = "")
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!["#/$defs/".Length..];
            foreach (var one in PropertiesOf(root, root.GetProperty("$defs").GetProperty(name), path))
                yield return one;
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                yield return (Join(path, property.Name), property.Value);
                foreach (var one in PropertiesOf(root, property.Value, Join(path, property.Name)))
                    yield return one;
            }
        }

        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var one in PropertiesOf(root, items, path + "[]"))
                yield return one;
        }

        if (!schema.TryGetProperty("anyOf", out var choices))
            yield break;
        foreach (var one in choices.EnumerateArray().SelectMany(choice => PropertiesOf(root, choice, path)))
            yield return one;
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
