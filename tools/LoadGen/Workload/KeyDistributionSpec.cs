using System.Globalization;

namespace FromScratch.LoadGen.Workload;

/// <summary>
/// A key distribution as text: <c>uniform</c>, <c>scan</c>, <c>zipf:ALPHA</c>, each optionally after <c>onehit:SHARE:</c>, as in
/// <c>onehit:0.3:zipf:0.8</c>.
/// </summary>
public sealed record KeyDistributionSpec(KeyDistributionSpec.Shape Base, double Alpha, double OneHitShare)
{
    public const double AlphaMax = 10;

    public enum Shape
    {
        Uniform,
        Zipf,
        Scan,
    }

    public static bool TryParse(string text, out KeyDistributionSpec? spec)
    {
        spec = null;
        var parts = text.Split(':');
        var oneHit = 0.0;
        if (parts is ["onehit", var share, .. var rest])
        {
            if (!TryNumber(share, out oneHit) || oneHit > 1)
                return false;
            parts = rest;
        }
        spec = parts switch
        {
            ["uniform"] => new(Shape.Uniform, 0, oneHit),
            ["scan"] => new(Shape.Scan, 0, oneHit),
            ["zipf", var a] when TryNumber(a, out var alpha) && alpha is > 0 and <= AlphaMax => new(Shape.Zipf, alpha, oneHit),
            _ => null,
        };
        return spec is not null;
    }

    /// <summary>
    /// The instance of one thread. Scans of different threads start apart, and one-hit keys lie above <paramref name="oneHitFirst"/>.
    /// </summary>
    public IKeyDistribution Create(long population, int thread, int threads, long oneHitFirst)
    {
        IKeyDistribution normal = Base switch
        {
            Shape.Zipf => new ZipfKeys(population, Alpha),
            Shape.Scan => new ScanKeys(population, population / threads * thread),
            _ => new UniformKeys(population),
        };
        return OneHitShare > 0 ? new OneHitMixKeys(normal, OneHitShare, oneHitFirst + thread, threads) : normal;
    }

    public override string ToString() =>
        (OneHitShare > 0 ? string.Create(CultureInfo.InvariantCulture, $"onehit:{OneHitShare}:") : "") + Base switch
        {
            Shape.Zipf => string.Create(CultureInfo.InvariantCulture, $"zipf:{Alpha}"),
            Shape.Scan => "scan",
            _ => "uniform",
        };

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
