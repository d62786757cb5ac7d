using FromScratch.KeyValue.Engine.Hashes;
using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

/// <summary>
/// The fields of one hash: packed one behind the other while small (at most 128 fields of at most 64 bytes each, as Redis), a table
/// otherwise, and never packed again. Valid until the keyspace is changed by anything but this; spans that it hands out until it is
/// changed.
/// </summary>
public readonly unsafe ref struct HashFields
{
    private readonly Keyspace _keys;

    // Changes may move the item; the link stays. There is none where fields are only read.
    private readonly ItemHeader** _link;
    private readonly ItemHeader* _item;
    private readonly ulong _version;

    internal HashFields(Keyspace keys, ItemHeader* item)
    {
        _keys = keys;
        _item = item;
    }

    internal HashFields(Keyspace keys, ItemHeader** link, ulong version)
    {
        _keys = keys;
        _link = link;
        _version = version;
    }

    public bool Exists => _link is not null || _item is not null;

    public int Count
    {
        get
        {
            var item = Header;
            if (item is null)
                return 0;
            return item->HasTable ? (int)FieldTable.Of(item).Items.Count : *ItemHeader.ValueOf(item);
        }
    }

    /// <summary>Packed: OBJECT ENCODING says listpack, otherwise hashtable.</summary>
    public bool IsPacked => !Header->HasTable;

    private ItemHeader* Header => _link is null ? _item : *_link;

    public bool TryGet(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value)
    {
        value = default;
        var item = Header;
        if (item is null)
            return false;
        if (item->HasTable)
        {
            var found = FieldTable.Of(item).Find(field, _keys.HashOf(field));
            if (found is null)
                return false;
            value = ItemHeader.ValueSpan(found);
            return true;
        }

        ReadOnlySpan<byte> packed = ItemHeader.ValueSpan(item);
        var offset = PackedFields.Find(packed, field, out _);
        if (offset < 0)
            return false;
        PackedFields.Read(packed, offset, out _, out value);
        return true;
    }

    /// <summary>True when the field is new. Neither span may be one of this keyspace.</summary>
    public bool Set(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        _keys.Changing(*_link, _version);
        if (!(*_link)->HasTable)
        {
            if (PackedFields.Fits(field, value))
            {
                var offset = PackedFields.Find(ItemHeader.ValueSpan(*_link), field, out var next);
                if (offset >= 0 || *ItemHeader.ValueOf(*_link) < PackedFields.CountMax)
                    return SetPacked(offset, next, field, value);
            }

            _keys.UnpackFields(_link);
        }

        return FieldTable.Of(*_link).Set(field, _keys.HashOf(field), value);
    }

    public bool Remove(ReadOnlySpan<byte> field)
    {
        if (_link is null)
            return false;
        return (*_link)->HasTable ? RemoveFromTable(field) : RemovePacked(field);
    }

    /// <summary>As <see cref="Keyspace.Scan"/>; a packed hash is visited whole, in order of insertion, whatever the count.</summary>
    public ulong Scan<TVisitor>(ulong cursor, long countMin, ref TVisitor visitor)
        where TVisitor : IFieldVisitor, allows ref struct
    {
        var item = Header;
        if (item is null)
            return 0;
        if (item->HasTable)
        {
            var scan = new TableScan(FieldTable.Of(item).Items, cursor, countMin);
            for (var found = scan.Next(); found is not null; found = scan.Next())
                visitor.Visit(ItemHeader.KeySpan(found), ItemHeader.ValueSpan(found));
            return scan.Cursor;
        }

        ReadOnlySpan<byte> packed = ItemHeader.ValueSpan(item);
        for (var offset = PackedFields.EmptyLength; offset < packed.Length;)
        {
            offset = PackedFields.Read(packed, offset, out var field, out var value);
            visitor.Visit(field, value);
        }

        return 0;
    }

    /// <summary>A field picked by the seed, each as likely, and the seed for the next pick. The hash is not empty.</summary>
    public void Random(ref ulong seed, out ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value)
    {
        var item = Header;
        if (item->HasTable)
        {
            var found = TablePick.Fair(FieldTable.Of(item).Items, ref seed);
            field = ItemHeader.KeySpan(found);
            value = ItemHeader.ValueSpan(found);
            return;
        }

        ReadOnlySpan<byte> packed = ItemHeader.ValueSpan(item);
        seed = SeedMix.Mix(seed);
        var index = (int)Math.BigMul(seed, packed[0], out _);
        PackedFields.Read(packed, PackedFields.OffsetOf(packed, index), out field, out value);
    }

    /// <summary>
    /// Visits so many different fields picked by the seed, every choice as likely, at a cost that the count determines and the size of the
    /// hash does not. False = nothing was visited: they are so many of so few that a scan costs no more. The hash is not empty.
    /// </summary>
    public bool TryPick<TVisitor>(int count, ulong seed, ref TVisitor visitor)
        where TVisitor : IFieldVisitor, allows ref struct
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (IsPacked || count > Count / (2 * TablePick.FairTries))
            return false;
        var items = FieldTable.Of(Header).Items;
        using var picked = new PickedItems(count);
        while (count > 0)
        {
            var item = TablePick.Fair(items, ref seed);
            if (!picked.Add(item))
                continue;
            visitor.Visit(ItemHeader.KeySpan(item), ItemHeader.ValueSpan(item));
            count--;
        }

        return true;
    }

    private bool SetPacked(int offset, int next, ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        var isNew = offset < 0;
        var length = (*_link)->ValueLength;
        offset = isNew ? length : offset;
        var tail = length - next;
        var end = offset + PackedFields.EntryBytes(field.Length, value.Length);
        // The tail is moved while the value is as long as the longer of before and after.
        if (end > next)
            _keys.ResizeValue(_link, end + tail);
        var packed = ItemHeader.ValueSpan(*_link);
        packed.Slice(next, tail).CopyTo(packed[end..]);
        PackedFields.Write(packed, offset, field, value);
        packed[0] += isNew ? (byte)1 : (byte)0;
        if (end < next)
            _keys.ResizeValue(_link, end + tail);
        return isNew;
    }

    private bool RemovePacked(ReadOnlySpan<byte> field)
    {
        var packed = ItemHeader.ValueSpan(*_link);
        var offset = PackedFields.Find(packed, field, out var next);
        if (offset < 0)
            return false;
        _keys.Changing(*_link, _version);
        packed[next..].CopyTo(packed[offset..]);
        packed[0]--;
        _keys.ResizeValue(_link, packed.Length - (next - offset));
        return true;
    }

    private bool RemoveFromTable(ReadOnlySpan<byte> field)
    {
        var table = FieldTable.Of(*_link);
        var found = table.Items.Find(field, _keys.HashOf(field));
        if (found is null)
            return false;
        _keys.Changing(*_link, _version);
        table.Remove(found);
        return true;
    }
}

public interface IFieldVisitor
{
    void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value);
}
