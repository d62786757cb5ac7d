namespace FromScratch.LoadGen.Workload;

/// <summary>
/// After <paramref name="shiftAfter"/> draws all keys move up by <paramref name="offset"/>: the same popularity over fresh keys,
/// to which the workload may give other value sizes.
/// </summary>
public sealed class ShiftedKeys(IKeyDistribution normal, long shiftAfter, long offset) : IKeyDistribution
{
    private long _drawn;

    public long Next(SeededRandom random)
    {
        var key = normal.Next(random);
        return _drawn++ < shiftAfter ? key : key + offset;
    }
}
