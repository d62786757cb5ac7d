using System.Text.Json;

namespace FromScratch.Launcher.Topology;

/// <summary>A JSON object with the path that leads to it, so that a complaint can say where.</summary>
internal sealed class JsonView
{
    private readonly string _file;
    private readonly string _path;
    private readonly JsonElement _element;

    public JsonView(string file, string path, JsonElement element)
    {
        _file = file;
        _path = path;
        _element = element;
        if (element.ValueKind != JsonValueKind.Object)
            throw Bad(null, element.GetRawText(), "an object { ... }");
    }

    /// <summary>The last step of the path.</summary>
    public string Name => _path[(_path.LastIndexOf('.') + 1)..];

    public bool Has(string key) => _element.TryGetProperty(key, out _);

    public JsonView Object(string key) => new(_file, Join(key), Required(key, "an object { ... }"));

    public IEnumerable<JsonView> Members() => _element.EnumerateObject().Select(member => new JsonView(_file, Join(member.Name), member.Value));

    public void AllowOnly(params string[] keys)
    {
        foreach (var member in _element.EnumerateObject())
        {
            if (!keys.Contains(member.Name))
                throw Bad(member.Name, member.Value.GetRawText(), $"only the keys {string.Join(", ", keys)}");
        }
    }

    public int Int(string key, int min, int max, int? fallback)
    {
        var allowed = $"a whole number from {min} to {max}";
        if (fallback is { } value && !Has(key))
            return value;
        var element = Required(key, allowed);
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value) && value >= min && value <= max
            ? value
            : throw Bad(key, element.GetRawText(), allowed);
    }

    public string Text(string key) => TextOf(key, Required(key, "a text"));

    public string? OptionalText(string key) => Has(key) ? Text(key) : null;

    public IReadOnlyList<string> Texts(string key)
    {
        if (!Has(key))
            return [];
        var list = Required(key, "");
        if (list.ValueKind != JsonValueKind.Array)
            throw Bad(key, list.GetRawText(), "a list of texts");
        return [.. list.EnumerateArray().Select((item, i) => TextOf($"{key}[{i}]", item, mayBeEmpty: true))];
    }

    public IReadOnlyDictionary<string, string> TextMap(string key) => Has(key)
        ? Required(key, "").ValueKind == JsonValueKind.Object
            ? Required(key, "").EnumerateObject().ToDictionary(m => m.Name, m => TextOf($"{key}.{m.Name}", m.Value, mayBeEmpty: true))
            : throw Bad(key, Required(key, "").GetRawText(), "an object of texts")
        : new Dictionary<string, string>();

    public T OneOf<T>(string key, T fallback)
        where T : struct, Enum
    {
        if (!Has(key))
            return fallback;
        var element = Required(key, "");
        foreach (var value in Enum.GetValues<T>())
        {
            if (element.ValueKind == JsonValueKind.String && element.ValueEquals(Spell(value)))
                return value;
        }

        throw Bad(key, element.GetRawText(), string.Join(", ", Enum.GetValues<T>().Select(value => $"\"{Spell(value)}\"")));
    }

    public LauncherException Bad(string? key, string value, string allowed) =>
        new($"{_file}: {(key is null ? _path : Join(key))}: {Shorten(value)} is not allowed; allowed: {allowed}", ExitCodes.BadUsage);

    private static string Shorten(string value)
    {
        var line = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 60 ? line : line[..57] + "...";
    }

    private static string Spell<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private string TextOf(string key, JsonElement element, bool mayBeEmpty = false) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { } text && (mayBeEmpty || text.Length > 0)
            ? text
            : throw Bad(key, element.GetRawText(), "a text");

    private JsonElement Required(string key, string allowed) =>
        _element.TryGetProperty(key, out var value) ? value : throw Bad(key, "nothing", allowed);

    private string Join(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
