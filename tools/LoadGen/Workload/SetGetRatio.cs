using System.Globalization;

namespace FromScratch.LoadGen.Workload;

/// <summary>Sets to gets, as <c>1:9</c>.</summary>
public readonly record struct SetGetRatio(int Sets, int Gets)
{
    public const int PartMax = 1_000_000;

    public double SetShare => (double)Sets / (Sets + Gets);

    public static bool TryParse(string text, out SetGetRatio ratio)
    {
        ratio = default;
        if (text.Split(':') is not [var left, var right]
            || !TryPart(left, out var sets) || !TryPart(right, out var gets) || sets + gets == 0)
            return false;
        ratio = new SetGetRatio(sets, gets);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sets}:{Gets}");

    private static bool TryPart(string text, out int part) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out part) && part <= PartMax;
}
