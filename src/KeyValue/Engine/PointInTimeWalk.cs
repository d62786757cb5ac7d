using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

/// <summary>
/// A walk over the items of one moment while they change. Not handed over yet is what stands at or behind the walk's position and has
/// a version of before its beginning: whatever is changed gets a later one. No mark is needed, and none to be wiped off.
/// </summary>
internal sealed unsafe class PointInTimeWalk(ItemTable items, IItemSink sink, ulong index, long timeMs)
{
    private ulong _position;
    private bool _isDone;

    /// <summary>The keyspace's own table, or one that it has cleared since.</summary>
    public ItemTable Items { get; } = items;

    /// <summary>Versions up to this are of before the beginning.</summary>
    public ulong Index { get; } = index;

    /// <summary>False at the end.</summary>
    public bool Step(int itemsMax)
    {
        if (_isDone)
            return false;
        var scan = new TableScan(Items, _position, itemsMax);
        for (var item = scan.Next(); item is not null; item = scan.Next())
            Show(item);
        _position = scan.Cursor;
        _isDone = _position == 0;
        return !_isDone;
    }

    /// <summary>The item is about to be changed or freed.</summary>
    public void HandOver(ItemHeader* item)
    {
        if (!_isDone && item->Position >= _position)
            Show(item);
    }

    private void Show(ItemHeader* item)
    {
        if (item->Version <= Index && !ItemHeader.IsExpired(item, timeMs))
            sink.Add(new Item(item));
    }
}
