using System.Globalization;

namespace FromScratch.Hosts.KeyValue;

/// <summary>Sizes as redis.conf has them: 1k is 1000 bytes, 1kb is 1024.</summary>
internal static class MemorySize
{
    /// <param name="text">Digits and a unit in any case.</param>
    /// <param name="bytes">What it means.</param>
    public static bool TryParse(string text, out long bytes)
    {
        var digits = text.AsSpan().TrimEnd("bkmgBKMG");
        var unit = text[digits.Length..].ToUpperInvariant() switch
        {
            "" or "B" => 1L,
            "K" => 1000L,
            "KB" => 1L << 10,
            "M" => 1_000_000L,
            "MB" => 1L << 20,
            "G" => 1_000_000_000L,
            "GB" => 1L << 30,
            _ => 0L,
        };
        bytes = 0;
        if (unit == 0 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue / unit)
            return false;
        bytes = number * unit;
        return true;
    }
}
