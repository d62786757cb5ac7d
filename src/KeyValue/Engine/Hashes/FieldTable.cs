using System.Runtime.InteropServices;
using FromScratch.KeyValue.Engine.Items;
using FromScratch.KeyValue.Engine.Memory;

namespace FromScratch.KeyValue.Engine.Hashes;

/// <summary>
/// The fields of a large hash, each an item. The hash's own item holds a handle to it as its value; whoever frees that frees this.
/// </summary>
internal sealed unsafe class FieldTable : IDisposable
{
    /// <summary>Bytes of the handle.</summary>
    public const int HandleLength = sizeof(long);

    /// <summary>About what the managed objects of one table take.</summary>
    private const long ManagedBytes = 256;

    private readonly NativeHeap _heap;

    private FieldTable(NativeHeap heap)
    {
        _heap = new NativeHeap(heap);
        _heap.Count(ManagedBytes);
        Items = new ItemTable(_heap);
    }

    public ItemTable Items { get; }

    public long Bytes => _heap.BytesInUse;

    /// <summary>A new table, its handle written as the value of the item, which has room for it.</summary>
    public static void Create(NativeHeap heap, ItemHeader* item)
    {
#pragma warning disable CA2000 // The handle in the item owns it.
        var table = new FieldTable(heap);
#pragma warning restore CA2000
        var handle = GCHandle.ToIntPtr(GCHandle.Alloc(table));
        MemoryMarshal.Write(ItemHeader.ValueSpan(item), (long)handle);
        item->Bits |= ItemBits.Table;
    }

    public static FieldTable Of(ItemHeader* item) => (FieldTable)HandleOf(item).Target!;

    /// <summary>Frees the table; the item is left an item without one.</summary>
    public static void Free(ItemHeader* item)
    {
        Of(item).Dispose();
        HandleOf(item).Free();
        item->Bits &= ~ItemBits.Table;
    }

    public ItemHeader* Find(ReadOnlySpan<byte> field, uint hash)
    {
        var link = Items.Find(field, hash);
        return link is null ? null : *link;
    }

    /// <summary>True when the field is new.</summary>
    public bool Set(ReadOnlySpan<byte> field, uint hash, ReadOnlySpan<byte> value)
    {
        var link = Items.Find(field, hash);
        if (link is not null)
        {
            var item = ItemBlocks.Resize(_heap, *link, value.Length, expires: false);
            *link = item;
            value.CopyTo(ItemHeader.ValueSpan(item));
            return false;
        }

        var added = ItemBlocks.Create(_heap, field, hash, ValueType.String, value.Length, expires: false);
        value.CopyTo(ItemHeader.ValueSpan(added));
        Items.Add(added);
        return true;
    }

    /// <summary>The link is one of <see cref="Items"/>.</summary>
    public void Remove(ItemHeader** link)
    {
        var item = *link;
        Items.Remove(link);
        ItemBlocks.Free(_heap, item);
    }

    /// <summary>Returns the bytes that this takes.</summary>
    /// <exception cref="InvalidOperationException">What is wrong.</exception>
    public long Validate()
    {
        var bytes = Items.Validate(out _) + ManagedBytes;
        return bytes == Bytes ? bytes : throw new InvalidOperationException($"Fields: {bytes} bytes, {Bytes} counted.");
    }

    public void Dispose()
    {
        Items.Dispose();
        _heap.Count(-ManagedBytes);
    }

    private static GCHandle HandleOf(ItemHeader* item) =>
        GCHandle.FromIntPtr((nint)MemoryMarshal.Read<long>(ItemHeader.ValueSpan(item)));
}
