using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

public sealed unsafe partial class Keyspace
{
    /// <summary>
    /// Visits live items from <paramref name="cursor"/> (0 = start) until at least <paramref name="countMin"/> were looked at, expired
    /// ones included, or the end is reached; returns the cursor to go on with, 0 at the end. What is there from the first call to
    /// the last is visited exactly once, also when the table grows or shrinks in between (reversed-hash order: the cursor is a position
    /// in it, below 2^32).
    /// </summary>
    public ulong Scan<TVisitor>(ulong cursor, long countMin, ref TVisitor visitor)
        where TVisitor : IItemVisitor, allows ref struct
    {
        var scan = new TableScan(_items, cursor, countMin, _nowMs);
        for (var item = scan.Next(); item is not null; item = scan.Next())
            visitor.Visit(new Item(item));
        return scan.Cursor;
    }

    /// <summary>An item picked by the seed; not existing when there is none alive.</summary>
    public Item Random(ulong seed) => new(TablePick.Random(_items, seed, _nowMs));
}
