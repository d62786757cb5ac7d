using System.Globalization;
using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Says what a text has to be when it is wrong, in words that complete "is not ..."; null when it is right.</summary>
internal delegate string? TextRule(string text);

/// <summary>
/// The members of one JSON object, each asked for by its key with its bounds. What is missing or wrong is noted with its path and
/// replaced by something harmless; keys that nobody asked for are wrong too (<see cref="Finish"/>).
/// </summary>
internal sealed class ObjectReader
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private ObjectReader(JsonElement element, string path, ConfigReading reading)
    {
        Path = path;
        Reading = reading;
        foreach (var property in element.EnumerateObject())
        {
            if (!JsonWords.TryName(property, out var name))
                reading.Wrong(path, "a key is no text");
            else if (!_members.TryAdd(name, property.Value))
                reading.Wrong(PathOf(name), "is given twice");
        }
    }

    public string Path { get; }

    public ConfigReading Reading { get; }

    /// <summary>Null, which is noted, when it is not an object.</summary>
    public static ObjectReader? Open(JsonElement element, string path, ConfigReading reading)
    {
        if (element.ValueKind == JsonValueKind.Object)
            return new ObjectReader(element, path, reading);
        reading.Wrong(path, $"{JsonWords.Show(element)} is not an object");
        return null;
    }

    public string PathOf(string key) => Path.Length == 0 ? JsonWords.Show(key) : $"{Path}.{JsonWords.Show(key)}";

    public void Wrong(string key, string what) => Reading.Wrong(PathOf(key), what);

    public bool Has(string key) => _members.ContainsKey(key);

    /// <param name="key">Of the member.</param>
    /// <param name="otherwise">When it is not there; null = it has to be.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    /// <param name="orZero">0 is allowed too, below the least.</param>
    public int Int(string key, int? otherwise, int min, int max, bool orZero = false) => (int)Long(key, otherwise, min, max, orZero);

    public long Long(string key, long? otherwise, long min, long max, bool orZero = false)
    {
        if (!TryTake(key, required: otherwise is null, out var element))
            return otherwise ?? min;
        var whole = 0L;
        var isWhole = element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out whole);
        if (isWhole && (whole >= min && whole <= max || orZero && whole == 0))
            return whole;
        var bounds = string.Create(CultureInfo.InvariantCulture, $"between {min} and {max}{(orZero ? ", or 0" : "")}");
        Wrong(key, $"{JsonWords.Show(element)} is not {(isWhole ? "" : "a whole number ")}{bounds}");
        return otherwise ?? min;
    }

    public double Number(string key, double min, double max)
    {
        if (!TryTake(key, required: true, out var element))
            return min;
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && number >= min && number <= max)
            return number;
        Wrong(key, string.Create(CultureInfo.InvariantCulture, $"{JsonWords.Show(element)} is not a number between {min} and {max}"));
        return min;
    }

    public bool Flag(string key, bool otherwise)
    {
        if (!TryTake(key, required: false, out var element))
            return otherwise;
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return element.GetBoolean();
        Wrong(key, $"{JsonWords.Show(element)} is not true or false");
        return otherwise;
    }

    public TEnum Choice<TEnum>(string key, TEnum otherwise)
        where TEnum : struct, Enum
    {
        if (!TryTake(key, required: false, out var element))
            return otherwise;
        if (JsonWords.TryText(element, out var word) && EnumWords.TryRead<TEnum>(word, out var value))
            return value.Value;
        Wrong(key, $"{JsonWords.Show(element)} is not one of {EnumWords.All<TEnum>()}");
        return otherwise;
    }

    /// <summary>Null when it is not there, is null or is wrong.</summary>
    public string? Text(string key, TextRule rule, bool isSecret = false) =>
        TryTake(key, required: false, out var element) && element.ValueKind != JsonValueKind.Null
            ? Checked(element, PathOf(key), rule, Reading, isSecret)
            : null;

    /// <summary>Empty when it is missing or wrong.</summary>
    public string RequiredText(string key, TextRule rule, bool isSecret = false) =>
        TryTake(key, required: true, out var element) ? Checked(element, PathOf(key), rule, Reading, isSecret) ?? "" : "";

    public IReadOnlyList<string> Texts(string key, TextRule rule) => List<string>(key, required: false, (element, path, items) =>
    {
        if (Checked(element, path, rule, Reading) is { } text)
            items.Add(text);
    });

    /// <param name="key">Of the member.</param>
    /// <param name="required">It has to be there.</param>
    /// <param name="read">Reads one item and adds it, or notes what is wrong with it.</param>
    /// <param name="mayBeEmpty">False: there has to be an item.</param>
    public IReadOnlyList<T> List<T>(
        string key, bool required, Action<JsonElement, string, List<T>> read, bool mayBeEmpty = true)
    {
        var items = new List<T>();
        if (!TryTake(key, required, out var element))
            return items;
        if (element.ValueKind != JsonValueKind.Array)
        {
            Wrong(key, $"{JsonWords.Show(element)} is not a list");
            return items;
        }

        if (element.GetArrayLength() == 0 && !mayBeEmpty)
            Wrong(key, "there has to be at least one");
        var index = 0;
        foreach (var item in element.EnumerateArray())
            read(item, string.Create(CultureInfo.InvariantCulture, $"{PathOf(key)}[{index++}]"), items);
        return items;
    }

    /// <summary>The object under this key, read by <paramref name="read"/>; null when it is not there, is null or is none.</summary>
    public T? Child<T>(string key, Func<ObjectReader, T> read)
        where T : class
    {
        if (!TryTake(key, required: false, out var element) || element.ValueKind == JsonValueKind.Null)
            return null;
        if (Open(element, PathOf(key), Reading) is not { } child)
            return null;
        var value = read(child);
        child.Finish();
        return value;
    }

    /// <summary>A key that means nothing here, but may stand there.</summary>
    public void Ignore(string key) => _known.Add(key);

    /// <summary>Every key has been asked for: those that are left are unknown.</summary>
    public void Finish()
    {
        foreach (var key in _members.Keys.Where(key => !_known.Contains(key)))
        {
            var near = _known.Where(known => Spelling.IsNear(known, key)).Select(known => $"; is {known} meant?").FirstOrDefault();
            Wrong(key, "is no key here" + (near ?? $"; there are: {string.Join(", ", _known.Order(StringComparer.Ordinal))}"));
        }
    }

    /// <summary>A text by its rule; null, which is noted, when it is wrong. What a secret says is not repeated.</summary>
    public static string? Checked(JsonElement element, string path, TextRule rule, ConfigReading reading, bool isSecret = false)
    {
        var isText = JsonWords.TryText(element, out var text);
        var allowed = isText ? rule(text!) : "a text";
        if (allowed is null)
            return text;
        reading.Wrong(path, $"{(isSecret ? "what is given" : JsonWords.Show(element))} is not {allowed}");
        return null;
    }

    private bool TryTake(string key, bool required, out JsonElement element)
    {
        _known.Add(key);
        Reading.Asked(PathOf(key));
        if (_members.TryGetValue(key, out element))
            return true;
        if (required)
            Wrong(key, "is missing");
        return false;
    }
}
