using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>How two JSON values of the same shape differ: "timeouts.headMs 10000 -> 5000", one sentence per leaf.</summary>
internal static class ValueDifference
{
    private const string Missing = "none";

    /// <param name="old">An object.</param>
    /// <param name="now">The object that replaces it.</param>
    /// <param name="except">Keys that somebody else tells of.</param>
    public static IEnumerable<string> Between(JsonElement old, JsonElement now, params string[] except)
    {
        var found = new List<string>();
        Compare("", old, now, except, found);
        return found;
    }

    /// <summary>The items of two lists by their names: those of the new list in its order, then those that are gone.</summary>
    public static IEnumerable<(string Name, JsonElement? Old, JsonElement? Now)> Pairs(JsonElement old, JsonElement now)
    {
        var before = old.EnumerateArray().ToDictionary(NameOf, one => one, StringComparer.Ordinal);
        var after = now.EnumerateArray().Select(NameOf).ToHashSet(StringComparer.Ordinal);
        foreach (var one in now.EnumerateArray())
            yield return (NameOf(one), before.TryGetValue(NameOf(one), out var was) ? was : null, one);
        foreach (var (name, one) in before.Where(pair => !after.Contains(pair.Key)))
            yield return (name, one, null);
    }

    private static void Compare(string path, JsonElement old, JsonElement now, string[] except, List<string> found)
    {
        if (JsonElement.DeepEquals(old, now))
            return;
        if (old.ValueKind == JsonValueKind.Object && now.ValueKind == JsonValueKind.Object)
            CompareMembers(path, old, now, except, found);
        else if (path == "routes")
            CompareRoutes(old, now, found);
        else
            found.Add(path.EndsWith("secret", StringComparison.Ordinal) ? $"{path} changed" : $"{path} {Show(old)} -> {Show(now)}");
    }

    private static void CompareMembers(string path, JsonElement old, JsonElement now, string[] except, List<string> found)
    {
        foreach (var member in old.EnumerateObject().Where(member => !except.Contains(member.Name)))
        {
            if (now.TryGetProperty(member.Name, out var value))
                Compare(Join(path, member.Name), member.Value, value, [], found);
            else
                found.Add($"{Join(path, member.Name)} {Show(member.Value)} -> {Missing}");
        }

        foreach (var member in now.EnumerateObject().Where(member => !old.TryGetProperty(member.Name, out _)))
            found.Add($"{Join(path, member.Name)} {Missing} -> {Show(member.Value)}");
    }

    private static void CompareRoutes(JsonElement old, JsonElement now, List<string> found)
    {
        var before = found.Count;
        foreach (var (name, was, becomes) in Pairs(old, now))
        {
            if (was is not { } one)
                found.Add($"route {name} added");
            else if (becomes is not { } other)
                found.Add($"route {name} removed");
            else
                Compare($"route {name}", one, other, [], found);
        }

        if (found.Count == before)
            found.Add("routes are tried in another order");
    }

    /// <summary>Compact, and without secrets: those of a sticky session that is new.</summary>
    private static string Show(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("secret", out _))
            return "set";
        return value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? JsonWords.Show(string.Join(' ', value.GetRawText().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), 200)
            : JsonWords.Show(value.GetRawText());
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : path.StartsWith("route ", StringComparison.Ordinal)
        && !path.Contains(':', StringComparison.Ordinal) ? $"{path}: {key}" : $"{path}.{key}";

    private static string NameOf(JsonElement element) => element.GetProperty("name").GetString() ?? "";
}
