using FromScratch.KeyValue.Engine.Hashes;
using FromScratch.KeyValue.Engine.Items;
using FromScratch.KeyValue.Engine.Memory;

namespace FromScratch.KeyValue.Engine;

/// <summary>
/// A key and what it holds, in native memory. Valid until the keyspace is changed next; never kept.
/// </summary>
public readonly unsafe struct Item
{
    // The link in a bucket, one bucket per item; a place in the expiry heap.
    private const int LinkBytes = 8;
    private const int HeapEntryBytes = 16;

    internal Item(ItemHeader* header) => Header = header;

    public bool Exists => Header is not null;

    public ValueType Type => Header is null ? ValueType.None : Header->Type;

    public ReadOnlySpan<byte> Key => ItemHeader.KeySpan(Header);

    /// <summary>Of a string.</summary>
    public ReadOnlySpan<byte> Value => ItemHeader.ValueSpan(Header);

    /// <summary>Unix milliseconds; 0 = never.</summary>
    public long ExpiryMs => Header is null ? 0 : ItemHeader.ExpiryOf(Header);

    /// <summary>Index of the entry that changed it last; 0 = there is no such key.</summary>
    public ulong Version => Header is null ? 0 : Header->Version;

    /// <summary>Bytes of memory that the key takes in all.</summary>
    public long Bytes =>
        NativeHeap.BytesOf(Header->Size)
        + LinkBytes
        + (Header->Expires ? HeapEntryBytes : 0)
        + (Header->HasTable ? FieldTable.Of(Header).Bytes : 0);

    internal ItemHeader* Header { get; }
}
