using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>What the writers of configuration and status have in common.</summary>
internal static class JsonWriting
{
    public static void WriteList<T>(this Utf8JsonWriter json, string key, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(key);
        foreach (var item in items)
            write(json, item);
        json.WriteEndArray();
    }

    public static void WriteTexts(this Utf8JsonWriter json, string key, IEnumerable<string> texts) =>
        json.WriteList(key, texts, static (to, text) => to.WriteStringValue(text));

    /// <summary>Left out when it is null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, string key, string? text)
    {
        if (text is not null)
            json.WriteString(key, text);
    }

    public static void WriteWord<TEnum>(this Utf8JsonWriter json, string key, TEnum value)
        where TEnum : struct, Enum => json.WriteString(key, EnumWords.Of(value));
}
