namespace FromScratch.KeyValue.Commands;

/// <summary>First and last index as Redis counts them: both included, negative ones from the end.</summary>
internal static class IndexRange
{
    /// <summary>Makes indexes into 0 to length - 1 of them. False = nothing lies between them.</summary>
    public static bool TryResolve(ref long first, ref long last, long length)
    {
        // The one case that cutting at 0 would turn into the first element.
        return !IsReversed(first, last) && TryCut(ref first, ref last, length);
    }

    /// <summary>Both counted from the end, the first behind the last.</summary>
    public static bool IsReversed(long first, long last) => first < 0 && last < 0 && first > last;

    /// <summary>As <see cref="TryResolve"/>, but both are cut at 0 in whatever order: they may meet there.</summary>
    public static bool TryCut(ref long first, ref long last, long length)
    {
        first = Math.Max(0, first < 0 ? first + length : first);
        last = Math.Max(0, last < 0 ? last + length : last);
        last = Math.Min(last, length - 1);
        return first <= last;
    }
}
