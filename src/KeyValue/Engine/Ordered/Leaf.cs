using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine.Ordered;

/// <summary>Some items that follow each other.</summary>
internal sealed unsafe class Leaf
{
    public const int ItemsMax = 256;

    /// <summary>With the objects around the addresses.</summary>
    public const int Bytes = (ItemsMax * sizeof(long)) + 64;

    private readonly nint[] _items = new nint[ItemsMax];

    public int Count { get; private set; }

    public ItemHeader* this[int index]
    {
        get => (ItemHeader*)_items[index];
        set => _items[index] = (nint)value;
    }

    /// <summary>The count when all are less.</summary>
    public int FirstNotLess(ReadOnlySpan<byte> key)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ItemHeader.KeySpan(this[middle]).SequenceCompareTo(key) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    public void Insert(int index, ItemHeader* item)
    {
        _items.AsSpan(index..Count).CopyTo(_items.AsSpan(index + 1));
        this[index] = item;
        Count++;
    }

    public void RemoveAt(int index)
    {
        _items.AsSpan((index + 1)..Count).CopyTo(_items.AsSpan(index));
        Count--;
    }

    public void MoveUpperHalf(Leaf to)
    {
        var kept = Count / 2;
        _items.AsSpan(kept..Count).CopyTo(to._items);
        (to.Count, Count) = (Count - kept, kept);
    }

    public void Append(Leaf other)
    {
        other._items.AsSpan(..other.Count).CopyTo(_items.AsSpan(Count));
        Count += other.Count;
    }
}
