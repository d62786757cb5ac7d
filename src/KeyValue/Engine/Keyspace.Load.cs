using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

public sealed unsafe partial class Keyspace
{
    /// <summary>A string as it was, with its version: for readers of snapshots, into a keyspace where the key is missing.</summary>
    /// <param name="expiryMs">0 = never.</param>
    public void LoadString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expiryMs, ulong version)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ValueBytesMax);
        BeginLoad(version);
        var item = Create(key, HashToLoad(key), ValueType.String, value.Length, expiryMs);
        value.CopyTo(ItemHeader.ValueSpan(item));
        item->Version = version;
    }

    /// <summary>As <see cref="LoadString"/>, an empty hash: its fields are to be set, which leaves the version as it is.</summary>
    public HashFields LoadHash(ReadOnlySpan<byte> key, long expiryMs, ulong version)
    {
        BeginLoad(version);
        var link = CreateHash(key, HashToLoad(key), expiryMs);
        (*link)->Version = version;
        return new HashFields(this, link, version);
    }

    // A walk tells what is older than itself by the index: it must not be less than any version.
    private void BeginLoad(ulong version) => _index = Math.Max(_index, version);

    private uint HashToLoad(ReadOnlySpan<byte> key)
    {
        var hash = HashOf(key);
        return _items.Find(key, hash) is null ? hash : throw new InvalidOperationException("The key to load is there.");
    }
}
