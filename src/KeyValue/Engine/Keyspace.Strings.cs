using FromScratch.KeyValue.Engine.Hashes;
using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

public sealed unsafe partial class Keyspace
{
    /// <summary>Creates or replaces, whatever type was there.</summary>
    /// <param name="expiryMs">0 = never.</param>
    public void SetString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expiryMs)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ValueBytesMax);
        var hash = HashOf(key);
        var link = FindToChange(key, hash);
        var item = link is null
            ? Create(key, hash, ValueType.String, value.Length, expiryMs)
            : Replace(link, ValueType.String, value.Length, expiryMs);
        value.CopyTo(ItemHeader.ValueSpan(item));
    }

    /// <summary>
    /// The bytes of a string, to write into, its length changed to <paramref name="length"/>, zeros where it grew; created without
    /// expiry when missing; expiry is kept otherwise. The key must not hold another type.
    /// </summary>
    public Span<byte> OpenString(ReadOnlySpan<byte> key, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ValueBytesMax);
        var hash = HashOf(key);
        var link = FindToChange(key, hash);
        if (link is null)
        {
            var created = ItemHeader.ValueSpan(Create(key, hash, ValueType.String, length, expiryMs: 0));
            created.Clear();
            return created;
        }

        ThrowUnless(*link, ValueType.String);
        Changing(*link, _index);
        var lengthBefore = (*link)->ValueLength;
        ResizeValue(link, length);
        var value = ItemHeader.ValueSpan(*link);
        if (length > lengthBefore)
            value[lengthBefore..].Clear();
        return value;
    }

    private static void ThrowUnless(ItemHeader* item, ValueType type)
    {
        if (item->Type != type)
            throw new InvalidOperationException($"The key holds a {item->Type}, not a {type}.");
    }

    /// <summary>Another value for a key that is there, of another type perhaps: its bytes are not written yet.</summary>
    private ItemHeader* Replace(ItemHeader** link, ValueType type, int valueLength, long expiryMs)
    {
        Changing(*link, _index);
        if ((*link)->HasTable)
            FieldTable.Free(*link);
        var item = Reshape(link, valueLength, expiryMs);
        item->Bits = (item->Bits & ~ItemBits.TypeMask) | (ItemBits)type;
        item->Access = _access.Replaced(item->Access, _nowMs);
        return item;
    }
}
