using System.Globalization;

namespace FromScratch.Log.Format;

/// <summary>Names of the files of a log: sorted by name they are sorted by age.</summary>
public static class SegmentName
{
    private const int Digits = 16;
    private const string Suffix = ".log";
    private const string SparePrefix = "spare-";
    private const string SpareSuffix = ".tmp";

    public static string Of(in SegmentHeader header) =>
        string.Create(CultureInfo.InvariantCulture, $"{header.Sequence:x16}-{header.FirstIndex:x16}{Suffix}");

    public static string Spare(ulong number) => string.Create(CultureInfo.InvariantCulture, $"{SparePrefix}{number:x16}{SpareSuffix}");

    public static bool IsSegment(string name) =>
        name.Length == Digits + 1 + Digits + Suffix.Length
        && name[Digits] == '-'
        && name.EndsWith(Suffix, StringComparison.Ordinal)
        && TryParse(name.AsSpan(0, Digits), out _)
        && TryParse(name.AsSpan(Digits + 1, Digits), out _);

    public static bool TryParseSpare(string name, out ulong number)
    {
        number = 0;
        return name.Length == SparePrefix.Length + Digits + SpareSuffix.Length
            && name.StartsWith(SparePrefix, StringComparison.Ordinal)
            && name.EndsWith(SpareSuffix, StringComparison.Ordinal)
            && TryParse(name.AsSpan(SparePrefix.Length, Digits), out number);
    }

    private static bool TryParse(ReadOnlySpan<char> text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
