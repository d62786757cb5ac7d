namespace FromScratch.KeyValue.Engine;

/// <summary>
/// The fields of one hash: packed one behind the other while small (at most 128 fields of at most 64 bytes each, as Redis), a table
/// otherwise. Valid until the keyspace is changed by anything but this.
/// </summary>
public readonly ref struct HashFields
{
    public bool Exists => throw new NotImplementedException();

    public int Count => throw new NotImplementedException();

    /// <summary>Packed: OBJECT ENCODING says listpack, otherwise hashtable.</summary>
    public bool IsPacked => throw new NotImplementedException();

    public bool TryGet(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value) => throw new NotImplementedException();

    /// <summary>True when the field is new.</summary>
    public bool Set(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value) => throw new NotImplementedException();

    public bool Remove(ReadOnlySpan<byte> field) => throw new NotImplementedException();

    /// <summary>As <see cref="Keyspace.Scan"/>; a packed hash is visited whole, in order of insertion, whatever the count.</summary>
    public ulong Scan<TVisitor>(ulong cursor, long countMin, ref TVisitor visitor)
        where TVisitor : IFieldVisitor, allows ref struct => throw new NotImplementedException();

    /// <summary>A field picked by the seed. The hash is not empty.</summary>
    public void Random(ulong seed, out ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value) => throw new NotImplementedException();
}

public interface IFieldVisitor
{
    void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value);
}
