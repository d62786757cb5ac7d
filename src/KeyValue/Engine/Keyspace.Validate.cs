using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

public sealed unsafe partial class Keyspace
{
    /// <summary>For tests: everything agrees with everything.</summary>
    /// <exception cref="InvalidOperationException">What is wrong.</exception>
    internal void Validate()
    {
        var bytes = _items.Validate(out var expiring) + _expiries.Bytes + (_order?.Bytes ?? 0);
        if (_walk is not null && _walk.Items != _items)
            bytes += _walk.Items.Validate(out _);
        if (bytes != BytesUsed)
            throw new InvalidOperationException($"Memory: {bytes} bytes are in use, {BytesUsed} counted.");
        if (expiring != _expiries.Count)
            throw new InvalidOperationException($"Expiry: {expiring} items expire, {_expiries.Count} are in the heap.");
        _expiries.Validate();
        _order?.Validate();
        if (_order is not null && _order.Count != Count)
            throw new InvalidOperationException($"Order: {_order.Count} of {Count} items.");
        var scan = new TableScan(_items, cursor: 0, long.MaxValue);
        for (var item = scan.Next(); item is not null; item = scan.Next())
        {
            var key = ItemHeader.KeySpan(item);
            if (item->Hash != HashOf(key) || *_items.Find(key, item->Hash) != item)
                throw new InvalidOperationException("Index: an item is not found by its key.");
            if (item->Version > _index || item->HasTable && item->Type != ValueType.Hash)
                throw new InvalidOperationException("Item: a later version than there is, or a table of fields in a string.");
        }
    }

    /// <summary>For tests: the keys of all items, expired ones too.</summary>
    internal void VisitAll(Action<ReadOnlySpan<byte>> visit)
    {
        var scan = new TableScan(_items, cursor: 0, long.MaxValue);
        for (var item = scan.Next(); item is not null; item = scan.Next())
            visit(ItemHeader.KeySpan(item));
    }
}
