namespace FromScratch.KeyValue.Engine.Items;

/// <summary>
/// A way through a table that may change before it is gone on with: items at positions from the cursor, bucket by bucket, until so many
/// were looked at. The table must not change while it is under way.
/// </summary>
/// <param name="table">What to go through.</param>
/// <param name="cursor">The position to begin at.</param>
/// <param name="countMin">Stops at the end of the bucket where so many were looked at.</param>
/// <param name="aliveAtMs">Leaves out what has expired by then.</param>
internal unsafe ref struct TableScan(ItemTable table, ulong cursor, long countMin, long aliveAtMs = long.MinValue)
{
    private const ulong End = 1UL << 32;

    private ItemHeader* _next;
    private ulong _from;
    private ulong _end = cursor;
    private long _count;

    /// <summary>The position to go on from, 0 at the end: once <see cref="Next"/> has given null.</summary>
    public readonly ulong Cursor => _end >= End ? 0 : _end;

    /// <summary>Null when it is time to stop.</summary>
    public ItemHeader* Next()
    {
        while (true)
        {
            while (_next is not null)
            {
                var item = _next;
                _next = item->Next;
                // The bucket may have been merged with one that was gone through before.
                if (item->Position < _from)
                    continue;
                _count++;
                if (!ItemHeader.IsExpired(item, aliveAtMs))
                    return item;
            }

            if (_end >= End || _count >= Math.Max(1, countMin))
                return null;
            _from = _end;
            var bucket = table.BucketOf(ItemHeader.Reverse((uint)_from));
            _next = *table.BucketAt(bucket);
            _end = table.EndOf(bucket);
        }
    }
}
