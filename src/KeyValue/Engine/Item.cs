namespace FromScratch.KeyValue.Engine;

/// <summary>
/// A key and what it holds, in native memory. Valid until the keyspace is changed next; never kept.
/// </summary>
public readonly unsafe struct Item
{
    // Engine's work: the layout, and everything below.
    public bool Exists => throw new NotImplementedException();

    public ValueType Type => throw new NotImplementedException();

    public ReadOnlySpan<byte> Key => throw new NotImplementedException();

    /// <summary>Of a string.</summary>
    public ReadOnlySpan<byte> Value => throw new NotImplementedException();

    /// <summary>Unix milliseconds; 0 = never.</summary>
    public long ExpiryMs => throw new NotImplementedException();

    /// <summary>Index of the entry that changed it last.</summary>
    public ulong Version => throw new NotImplementedException();

    /// <summary>Bytes of memory that the key takes in all.</summary>
    public long Bytes => throw new NotImplementedException();
}
