namespace FromScratch.KeyValue.Tests.Model;

/// <summary>Arguments as people read them.</summary>
internal static class Words
{
    private const int ShownMax = 24;

    /// <summary>In quotes, what is not printable escaped, what is long cut.</summary>
    public static string Quote(string text)
    {
        var shown = string.Concat(text.Take(ShownMax).Select(Escape));
        return text.Length <= ShownMax ? $"\"{shown}\"" : $"\"{shown}...\"({text.Length})";
    }

    /// <summary>Only what needs it in quotes.</summary>
    public static string Show(string text) =>
        text.Length is > 0 and <= ShownMax && text.All(static c => c is > ' ' and <= '~' and not '"') ? text : Quote(text);

    private static string Escape(char character) =>
        character is >= ' ' and <= '~' and not '"' and not '\\' ? character.ToString() : $"\\x{(int)character:x2}";
}
