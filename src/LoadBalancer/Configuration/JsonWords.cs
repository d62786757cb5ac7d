using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>
/// Texts of a JSON document, and values as they are shown in a message: one line, not too long, whatever they hold. The parser leaves
/// half surrogate pairs in escapes to whoever asks for the text; here they are no text.
/// </summary>
internal static class JsonWords
{
    private const int ShownCharactersMax = 80;

    public static bool TryText(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (element.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            text = element.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return false;
        }
    }

    public static bool TryName(JsonProperty property, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = null;
            return false;
        }
    }

    public static string Show(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => Show(element.GetRawText()),
    };

    public static string Show(string text, int charactersMax = ShownCharactersMax)
    {
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, charactersMax)))
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c);
        return shown.Append(text.Length > charactersMax ? "..." : "").ToString();
    }
}
