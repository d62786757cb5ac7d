using FromScratch.KeyValue.Engine.Memory;

namespace FromScratch.KeyValue.Engine.Items;

/// <summary>Items that expire, the soonest first: a heap of four children per node. Each item knows its place.</summary>
internal sealed unsafe class ExpiryHeap(NativeHeap heap) : IDisposable
{
    private const int Children = 4;

    private readonly NativeSegments<Entry> _entries = MakeEntries(heap);

    public long Count { get; private set; }

    /// <summary>Bytes of native memory that this takes.</summary>
    public long Bytes => _entries.Bytes;

    /// <summary>The soonest; null = there is none.</summary>
    public ItemHeader* First => Count == 0 ? null : _entries[0]->Item;

    /// <summary>0 = there is none.</summary>
    public long FirstExpiryMs => Count == 0 ? 0 : _entries[0]->ExpiryMs;

    public ItemHeader* this[long index] => _entries[index]->Item;

    /// <summary>Adds an item that has a trailer, and fills the trailer.</summary>
    public void Add(ItemHeader* item, long expiryMs)
    {
        _entries.Grow(Count + 1);
        ItemHeader.TrailerOf(item)->ExpiryMs = expiryMs;
        Rise(Count++, new Entry { Item = item, ExpiryMs = expiryMs });
    }

    public void Remove(ItemHeader* item)
    {
        var index = ItemHeader.TrailerOf(item)->HeapIndex;
        var last = *_entries[--Count];
        if (index < Count)
            Settle(index, last);
        _entries.Shrink(Count);
    }

    public void Change(ItemHeader* item, long expiryMs)
    {
        var trailer = ItemHeader.TrailerOf(item);
        trailer->ExpiryMs = expiryMs;
        Settle(trailer->HeapIndex, new Entry { Item = item, ExpiryMs = expiryMs });
    }

    /// <summary>The item's block has moved.</summary>
    public void Moved(ItemHeader* item) => _entries[ItemHeader.TrailerOf(item)->HeapIndex]->Item = item;

    public void Dispose()
    {
        Count = 0;
        _entries.Dispose();
    }

    /// <exception cref="InvalidOperationException">A child is due before its parent, or an item does not know its place.</exception>
    public void Validate()
    {
        for (long index = 0; index < Count; index++)
        {
            var entry = *_entries[index];
            var trailer = *ItemHeader.TrailerOf(entry.Item);
            if (!entry.Item->Expires || trailer.HeapIndex != index || trailer.ExpiryMs != entry.ExpiryMs)
                throw new InvalidOperationException($"Expiry heap: entry {index} and its item differ.");
            if (index > 0 && _entries[(index - 1) / Children]->ExpiryMs > entry.ExpiryMs)
                throw new InvalidOperationException($"Expiry heap: entry {index} is due before its parent.");
        }
    }

    private static NativeSegments<Entry> MakeEntries(NativeHeap heap)
    {
        var entries = new NativeSegments<Entry>(heap);
        entries.Grow(1);
        return entries;
    }

    private void Settle(long index, Entry entry)
    {
        if (index > 0 && entry.ExpiryMs < _entries[(index - 1) / Children]->ExpiryMs)
            Rise(index, entry);
        else
            Sink(index, entry);
    }

    private void Rise(long index, Entry entry)
    {
        while (index > 0)
        {
            var parent = (index - 1) / Children;
            if (_entries[parent]->ExpiryMs <= entry.ExpiryMs)
                break;
            Put(index, *_entries[parent]);
            index = parent;
        }

        Put(index, entry);
    }

    private void Sink(long index, Entry entry)
    {
        while (true)
        {
            var first = (index * Children) + 1;
            if (first >= Count)
                break;
            var least = first;
            for (var child = first + 1; child < Math.Min(first + Children, Count); child++)
            {
                if (_entries[child]->ExpiryMs < _entries[least]->ExpiryMs)
                    least = child;
            }

            if (_entries[least]->ExpiryMs >= entry.ExpiryMs)
                break;
            Put(index, *_entries[least]);
            index = least;
        }

        Put(index, entry);
    }

    private void Put(long index, Entry entry)
    {
        *_entries[index] = entry;
        ItemHeader.TrailerOf(entry.Item)->HeapIndex = (uint)index;
    }

    internal struct Entry
    {
        public ItemHeader* Item;
        public long ExpiryMs;
    }
}
