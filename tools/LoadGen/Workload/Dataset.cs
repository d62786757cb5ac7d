namespace FromScratch.LoadGen.Workload;

/// <summary>
/// What is stored under which key: key bytes, value size and value bytes, all derived from the key index. From
/// <paramref name="shiftFirstKey"/> on, the second table of sizes holds (a size shift in mid-run).
/// </summary>
public sealed class Dataset(KeyFormat keys, ValueSizes sizes, ValueSizes shiftedSizes, long shiftFirstKey)
{
    private readonly ValuePattern _pattern = new(Math.Max(sizes.Max, shiftedSizes.Max));

    public Dataset(KeyFormat keys, ValueSizes sizes)
        : this(keys, sizes, sizes, long.MaxValue)
    {
    }

    public KeyFormat Keys { get; } = keys;

    public int ValueBytesMax { get; } = Math.Max(sizes.Max, shiftedSizes.Max);

    public int SizeOf(long key) => key < shiftFirstKey ? sizes.Of(key) : shiftedSizes.Of(key);

    public ReadOnlySpan<byte> ValueOf(long key) => _pattern.Of(key, SizeOf(key));
}
