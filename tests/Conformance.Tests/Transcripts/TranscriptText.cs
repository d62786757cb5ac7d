using System.Globalization;
using System.Text.RegularExpressions;

namespace FromScratch.Conformance.Tests.Transcripts;

/// <summary>The short forms of transcript lines, written out. Characters are bytes (Latin-1).</summary>
internal static partial class TranscriptText
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> captured)
    {
        var repeated = Repeat().Replace(text, match =>
            new string(match.Groups[1].Value[0], int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)));
        var filled = Variable().Replace(repeated, match => captured[match.Groups[1].Value]);
        return Escape().Replace(filled, match => match.Value[1] switch
        {
            'r' => "\r",
            'n' => "\n",
            'x' => ((char)Convert.ToByte(match.Value[2..], 16)).ToString(),
            _ => "\\",
        });
    }

    /// <summary>For messages: shortened, line ends visible.</summary>
    public static string Show(string text)
    {
        const int shownMax = 200;
        var shown = text.Length > shownMax ? $"{text[..shownMax]}... ({text.Length} bytes)" : text;
        return shown.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{(.)\*(\d+)\}")]
    private static partial Regex Repeat();

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\\(r|n|\\|x[0-9a-fA-F]{2})")]
    private static partial Regex Escape();
}
