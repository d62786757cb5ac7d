using System.Buffers.Text;
using FromScratch.Cache.Admin.Stats;

namespace FromScratch.Cache.Admin.Crawl;

/// <summary>The classes that a crawl covers: `all`, or numbers between commas.</summary>
internal static class ClassList
{
    /// <param name="hasItems">Whether the one class that holds items (<see cref="ReportedClass.All"/>) is among them.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out bool hasItems)
    {
        hasItems = text.SequenceEqual("all"u8);
        if (hasItems)
            return true;
        foreach (var range in text.Split((byte)','))
        {
            var number = text[range];
            if (number.IsEmpty)
                continue;
            if (!Utf8Parser.TryParse(number, out int sizeClass, out var used) || used != number.Length
                || sizeClass is < 1 or > ReportedClass.NumberMax)
                return false;
            hasItems |= sizeClass == ReportedClass.All;
        }

        return true;
    }
}
