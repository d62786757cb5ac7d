using FromScratch.KeyValue.Engine.Hashes;
using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

public sealed unsafe partial class Keyspace
{
    /// <summary>The fields of a hash; not existing when there is no such key. The key must not hold another type.</summary>
    public HashFields FindHash(ReadOnlySpan<byte> key)
    {
        var item = FindAlive(key);
        if (item is not null)
            ThrowUnless(item, ValueType.Hash);
        return new HashFields(this, item);
    }

    /// <summary>The fields of an item that is a hash, to read.</summary>
    public HashFields FieldsOf(scoped in Item item)
    {
        ThrowUnless(item.Header, ValueType.Hash);
        return new HashFields(this, item.Header);
    }

    /// <summary>
    /// As <see cref="FindHash"/>, for a change; created when missing. A hash left empty must be removed by <see cref="Remove"/>.
    /// </summary>
    public HashFields OpenHash(ReadOnlySpan<byte> key)
    {
        var hash = HashOf(key);
        var link = FindToChange(key, hash);
        if (link is null)
            link = CreateHash(key, hash, expiryMs: 0);
        ThrowUnless(*link, ValueType.Hash);
        return new HashFields(this, link, _index);
    }

    /// <summary>Makes a table of a packed hash.</summary>
    internal void UnpackFields(ItemHeader** link)
    {
        var packed = ItemHeader.ValueSpan(*link).ToArray();
        ResizeValue(link, FieldTable.HandleLength);
        FieldTable.Create(_heap, *link);
        var table = FieldTable.Of(*link);
        for (var offset = PackedFields.EmptyLength; offset < packed.Length;)
        {
            offset = PackedFields.Read(packed, offset, out var field, out var value);
            table.Set(field, HashOf(field), value);
        }
    }

    private ItemHeader** CreateHash(ReadOnlySpan<byte> key, uint hash, long expiryMs)
    {
        var item = Create(key, hash, ValueType.Hash, PackedFields.EmptyLength, expiryMs);
        *ItemHeader.ValueOf(item) = 0;
        return _items.Find(key, hash);
    }
}
