using FromScratch.KeyValue.Engine;

namespace FromScratch.KeyValue.Snapshots;

/// <summary>Loads a snapshot into an empty keyspace.</summary>
internal sealed class KeyspaceSink(Keyspace keys) : ISnapshotSink
{
    public void String(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expiryMs, ulong version) =>
        keys.LoadString(key, value, expiryMs, version);

    public void Hash(ReadOnlySpan<byte> key, long expiryMs, ulong version, SnapshotFields fields) =>
        Load(keys.LoadHash(key, expiryMs, version), fields);

    public void MoreOfHash(ReadOnlySpan<byte> key, long expiryMs, ulong version, SnapshotFields fields)
    {
        // Time 0: nothing has expired; the version is the hash's own.
        keys.Begin(version, 0);
        Load(keys.OpenHash(key), fields);
    }

    private static void Load(HashFields hash, SnapshotFields fields)
    {
        while (fields.MoveNext())
            hash.Set(fields.Field, fields.Value);
    }
}
