namespace FromScratch.Hosting.Metrics;

/// <summary>One set of label values with its value, or its buckets. Guarded by its family.</summary>
internal sealed class MetricSeries(string labels, double[] bounds)
{
    private readonly long[] _buckets = new long[bounds.Length];

    /// <summary>a="x",b="y", rendered; empty without labels.</summary>
    public string Labels { get; } = labels;

    /// <summary>The value; of a histogram the sum.</summary>
    public double Value { get; private set; }

    /// <summary>Measurements taken.</summary>
    public long Count { get; private set; }

    /// <summary>Upper bounds with the number of measurements at or under each.</summary>
    public IEnumerable<(double Bound, long Count)> Buckets
    {
        get
        {
            var under = 0L;
            for (var i = 0; i < bounds.Length; i++)
                yield return (bounds[i], under += _buckets[i]);
        }
    }

    public void Record(double value, bool replaces)
    {
        Count++;
        Value = replaces ? value : Value + value;
        var bucket = Array.BinarySearch(bounds, value);
        bucket = bucket < 0 ? ~bucket : bucket;
        if (bucket < _buckets.Length)
            _buckets[bucket]++;
    }

    public MetricSeries Copy()
    {
        var copy = new MetricSeries(Labels, bounds) { Value = Value, Count = Count };
        _buckets.CopyTo(copy._buckets, 0);
        return copy;
    }
}
