using System.Globalization;

namespace FromScratch.LoadGen.Workload;

/// <summary>
/// The size of a key's value in bytes, a pure function of the key, so that whoever reads the value can tell its right size without
/// having seen it written. <c>100</c> is fixed, <c>30-1000</c> uniform between both ends, <c>30,100,1000</c> one of a list;
/// a list entry may carry a weight: <c>100:9,4000:1</c>.
/// </summary>
public sealed class ValueSizes
{
    public const int SizeBytesMax = 1024 * 1024;

    private readonly int[] _choices;
    private readonly int _span;
    private readonly string _text;

    private ValueSizes(string text, int[] choices, int span)
    {
        _text = text;
        _choices = choices;
        _span = span;
        Max = span > 1 ? choices[0] + span - 1 : choices.Max();
    }

    /// <summary>Largest size in bytes.</summary>
    public int Max { get; }

    public static ValueSizes Fixed(int bytes) => new(bytes.ToString(CultureInfo.InvariantCulture), [bytes], 1);

    public static bool TryParse(string text, out ValueSizes sizes)
    {
        sizes = Fixed(0);
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0)
        {
            if (!TrySize(text[..dash], out var low) || !TrySize(text[(dash + 1)..], out var high) || low > high)
                return false;
            sizes = new ValueSizes(text, [low], high - low + 1);
            return true;
        }
        var choices = new List<int>();
        foreach (var entry in text.Split(','))
        {
            var parts = entry.Split(':');
            var weight = 1;
            if (parts.Length > 2 || !TrySize(parts[0], out var size) || (parts.Length == 2 && !TryWeight(parts[1], out weight)))
                return false;
            choices.AddRange(Enumerable.Repeat(size, weight));
        }
        sizes = new ValueSizes(text, [.. choices], 1);
        return true;
    }

    public int Of(long key)
    {
        if (_span > 1)
            return _choices[0] + (int)Math.BigMul(SeededRandom.Mix((ulong)key), (ulong)_span, out _);
        if (_choices.Length == 1)
            return _choices[0];
        return _choices[(int)Math.BigMul(SeededRandom.Mix((ulong)key), (ulong)_choices.Length, out _)];
    }

    public override string ToString() => _text;

    private static bool TrySize(string text, out int size) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size <= SizeBytesMax;

    private static bool TryWeight(string text, out int weight) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out weight) && weight is >= 1 and <= 1000;
}
