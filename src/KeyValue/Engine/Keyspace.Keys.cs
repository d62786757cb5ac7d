using FromScratch.KeyValue.Engine.Hashes;
using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

public sealed unsafe partial class Keyspace
{
    public bool Remove(ReadOnlySpan<byte> key)
    {
        var link = FindToChange(key, HashOf(key));
        if (link is null)
            return false;
        RemoveAt(link);
        return true;
    }

    /// <summary>Moves value and expiry, over what is there. The source must exist and differ from the target.</summary>
    public void Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        _ = Remove(to);
        var link = FindSource(from);
        var source = *link;
        // Taken out by hand: the value goes on under the other key, the table of a large hash with it.
        HandOver(source);
        var expiryMs = ItemHeader.ExpiryOf(source);
        if (source->Expires)
            _expiries.Remove(source);
        _order?.Remove(source);
        _items.Remove(link);
        var target = Create(to, HashOf(to), source->Type, source->ValueLength, expiryMs);
        ItemHeader.ValueSpan(source).CopyTo(ItemHeader.ValueSpan(target));
        target->Bits |= source->Bits & ItemBits.Table;
        target->Access = source->Access;
        source->Bits &= ~ItemBits.Table;
        // The trailer stands in the block still.
        ItemBlocks.Free(_heap, source);
    }

    /// <summary>Copies value and expiry, over what is there. The source must exist and differ from the target.</summary>
    public void Copy(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        _ = Remove(to);
        var source = *FindSource(from);
        var target = Create(to, HashOf(to), source->Type, source->ValueLength, ItemHeader.ExpiryOf(source));
        if (!source->HasTable)
        {
            ItemHeader.ValueSpan(source).CopyTo(ItemHeader.ValueSpan(target));
            return;
        }

        FieldTable.Create(_heap, target);
        var copy = FieldTable.Of(target);
        var scan = new TableScan(FieldTable.Of(source).Items, cursor: 0, long.MaxValue);
        for (var field = scan.Next(); field is not null; field = scan.Next())
            copy.Set(ItemHeader.KeySpan(field), field->Hash, ItemHeader.ValueSpan(field));
    }

    public void Clear()
    {
        _expiries.Dispose();
        _expiries = new ExpiryHeap(_heap);
        if (!LeaveToWalk(_items))
            _items.Dispose();
        _items = new ItemTable(_heap);
        _order?.Release();
    }

    private ItemHeader** FindSource(ReadOnlySpan<byte> key)
    {
        var link = FindToChange(key, HashOf(key));
        return link is not null ? link : throw new InvalidOperationException("There is no such key to rename or copy.");
    }
}
