using System.Buffers;
using System.Globalization;
using System.Text;

namespace FromScratch.LoadBalancer.Status;

/// <summary>
/// HTML as UTF-8. Markup comes from constants only; whatever is data goes through <see cref="Text(string)"/>, where it is escaped for
/// element content and quoted attributes alike.
/// </summary>
internal sealed class HtmlWriter(IBufferWriter<byte> output)
{
    /// <summary>Markup as it stands.</summary>
    public HtmlWriter Raw(ReadOnlySpan<byte> markup)
    {
        output.Write(markup);
        return this;
    }

    public HtmlWriter Text(string text)
    {
        var rest = text.AsSpan();
        while (true)
        {
            var special = rest.IndexOfAny("<>&\"'");
            if (special < 0)
                break;
            Encoding.UTF8.GetBytes(rest[..special], output);
            Raw(rest[special] switch
            {
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '&' => "&amp;"u8,
                '"' => "&quot;"u8,
                _ => "&#39;"u8,
            });
            rest = rest[(special + 1)..];
        }

        Encoding.UTF8.GetBytes(rest, output);
        return this;
    }

    /// <summary>A count: 1 234 567 with thin spaces.</summary>
    public HtmlWriter Number(long value) => Text(HtmlNumbers.Grouped(value));

    /// <summary>A table cell with a count; zeros are pale, so that the eye finds the others, and large ones short.</summary>
    public HtmlWriter NumberCell(long value, bool isBad = false)
    {
        Raw(value == 0 ? "<td class=z"u8 : isBad ? "<td class=bad"u8 : "<td"u8);
        if (value >= HtmlNumbers.ShortFrom)
            Raw(" title='"u8).Number(value).Raw("'"u8);
        return Raw(">"u8).Text(HtmlNumbers.Short(value)).Raw("</td>"u8);
    }

    public HtmlWriter TextCell(string text, bool isPale = false) =>
        Raw(isPale ? "<td class=z>"u8 : "<td>"u8).Text(text).Raw("</td>"u8);
}

/// <summary>Numbers as people read them.</summary>
internal static class HtmlNumbers
{
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Grouped(long value) =>
        value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u2009');

    /// <summary>From here on a count is shown by its first digits.</summary>
    public const long ShortFrom = 10_000_000;

    /// <summary>1 234 567, 12.3 M, 4.56 G.</summary>
    public static string Short(long value) => value switch
    {
        < ShortFrom => Grouped(value),
        < 1_000_000_000 => (value / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + "\u2009M",
        < 1_000_000_000_000 => (value / 1e9).ToString("0.00", CultureInfo.InvariantCulture) + "\u2009G",
        _ => (value / 1e12).ToString("0.00", CultureInfo.InvariantCulture) + "\u2009T",
    };

    /// <summary>Three digits at most before the unit.</summary>
    public static string Bytes(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        while (value >= 1_000 && unit < ByteUnits.Length - 1)
        {
            value /= 1_024;
            unit++;
        }

        return value.ToString(unit == 0 || value >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + '\u2009' + ByteUnits[unit];
    }

    /// <summary>Per second, one digit behind the point below ten.</summary>
    public static string Rate(double perSecond) =>
        perSecond is > 0 and < 10 ? perSecond.ToString("0.0", CultureInfo.InvariantCulture) : Grouped((long)Math.Round(perSecond));

    /// <summary>3d 4h, 4h 5m, 5m 6s or 6s.</summary>
    public static string Age(long seconds)
    {
        var age = TimeSpan.FromSeconds(seconds);
        return string.Create(CultureInfo.InvariantCulture, $"{age switch
        {
            { TotalDays: >= 1 } => $"{(int)age.TotalDays}d {age.Hours}h",
            { TotalHours: >= 1 } => $"{age.Hours}h {age.Minutes}m",
            { TotalMinutes: >= 1 } => $"{age.Minutes}m {age.Seconds}s",
            _ => $"{age.Seconds}s",
        }}");
    }

    /// <summary>Milliseconds, two digits that count.</summary>
    public static string Milliseconds(double value) => value switch
    {
        <= 0 => "0",
        < 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => Grouped((long)Math.Round(value)),
    };
}
