using System.Globalization;
using FromScratch.Log.Format;
using FromScratch.TestKit;

namespace FromScratch.Log.Tests.Format;

/// <summary>The worked example of FORMAT.md, read from the page itself.</summary>
internal static class FormatExample
{
    public static byte[] Read()
    {
        var page = File.ReadAllLines(Path.Combine(SourceTree.Root, "src", "Log", "FORMAT.md"));
        var segment = new byte[2 * SegmentHeader.SpaceBytes];
        foreach (var line in page.SkipWhile(line => line != "## Worked example").Where(IsDump))
        {
            var at = int.Parse(line.AsSpan(0, 4), NumberStyles.HexNumber);
            Convert.FromHexString(line[6..].Replace(" ", "")).CopyTo(segment, at);
        }

        return segment;
    }

    private static bool IsDump(string line) => line.Length > 6 && line[4..6] == "  " && line[..4].All(char.IsAsciiHexDigitLower);
}
