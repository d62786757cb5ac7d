namespace FromScratch.LoadGen.Workload;

/// <summary>
/// Zipf: rank r (1-based) is drawn with probability proportional to r^-alpha, for any alpha above 0. Sampled by rejection-inversion
/// (Hoermann and Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", 1996): no table,
/// constant time for any population. Ranks are scattered over the key indices so that popularity does not follow prefill order.
/// </summary>
public sealed class ZipfKeys : IKeyDistribution
{
    /// <summary>Keeps rank times <see cref="ScatterPrime"/> inside 64 bits.</summary>
    public const long PopulationMax = 1L << 31;

    private const long ScatterPrime = 2_654_435_761;

    private readonly long _population;
    private readonly double _alpha;
    private readonly double _integralFirst;
    private readonly double _integralLast;
    private readonly double _squeeze;

    public ZipfKeys(long population, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(population, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(population, PopulationMax);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        _population = population;
        _alpha = alpha;
        _integralFirst = Integral(1.5) - 1;
        _integralLast = Integral(population + 0.5);
        _squeeze = 2 - InverseIntegral(Integral(2.5) - Density(2));
    }

    public long Next(SeededRandom random) => Scatter(NextRank(random) - 1);

    /// <summary>A rank in 1..population; rank 1 is the most popular.</summary>
    public long NextRank(SeededRandom random)
    {
        while (true)
        {
            var u = _integralLast + (random.NextDouble() * (_integralFirst - _integralLast));
            var x = InverseIntegral(u);
            var rank = Math.Clamp((long)(x + 0.5), 1, _population);
            if (rank - x <= _squeeze || u >= Integral(rank + 0.5) - Density(rank))
                return rank;
        }
    }

    /// <summary>A bijection on 0..population-1: the factor is a prime larger than any population.</summary>
    public long Scatter(long rankFromZero) => rankFromZero * ScatterPrime % _population;

    private double Density(double x) => Math.Exp(-_alpha * Math.Log(x));

    /// <summary>The antiderivative of x^-alpha that is continuous in alpha at 1: (x^(1-alpha) - 1) / (1 - alpha), or ln x.</summary>
    private double Integral(double x)
    {
        var log = Math.Log(x);
        var t = (1 - _alpha) * log;
        return Math.Abs(t) > 1e-8 ? (Math.Exp(t) - 1) / t * log : (1 + (t / 2)) * log;
    }

    private double InverseIntegral(double y)
    {
        var t = Math.Max(y * (1 - _alpha), -1);
        return Math.Abs(t) > 1e-8 ? Math.Exp(Math.Log(1 + t) / t * y) : Math.Exp((1 - (t / 2)) * y);
    }
}
