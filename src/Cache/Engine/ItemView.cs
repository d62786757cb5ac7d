using FromScratch.Cache.Engine.Items;
using FromScratch.Cache.Engine.Partitions;

namespace FromScratch.Cache.Engine;

/// <summary>An item as it lies in its partition; valid only inside <see cref="IItemReader.Read"/>, while the partition is locked.</summary>
public readonly unsafe ref struct ItemView
{
    private readonly Partition _partition;
    private readonly Item* _item;
    private readonly uint _lastAccess;
    private readonly ItemBits _bits;

    internal ItemView(Partition partition, Item* item)
        : this(partition, item, item->LastAccess, item->Bits, LeaseState.None)
    {
    }

    internal ItemView(Partition partition, Item* item, uint lastAccess, ItemBits bits, LeaseState lease)
    {
        _partition = partition;
        _item = item;
        _lastAccess = lastAccess;
        _bits = bits;
        Lease = lease;
    }

    public ReadOnlySpan<byte> Key => Item.KeySpan(_item);

    public uint ClientFlags => Item.ClientFlagsOf(_item);

    public ulong Cas => Item.CasOf(_item);

    public int ValueLength => Item.ValueLengthOf(_item);

    /// <summary>What this reader sees of the lease; <see cref="LeaseState.None"/> unless the request used leases.</summary>
    public LeaseState Lease { get; }

    /// <summary>Everything else, as before this request where it says so.</summary>
    public ItemInfo Info => Describe(_partition, _item, _lastAccess, _bits);

    /// <summary>Copies the value (large ones lie in pieces) into the first <see cref="ValueLength"/> bytes of the destination.</summary>
    public void CopyValueTo(Span<byte> destination)
    {
        if (_item->Has(ItemBits.IsChained))
            _partition.CopyValue(_item, destination);
        else
            new ReadOnlySpan<byte>(Item.InlineValueOf(_item), _item->InlineLength).CopyTo(destination);
    }

    internal static ItemInfo Describe(Partition partition, Item* item, uint lastAccess, ItemBits bits)
    {
        var expiry = item->Has(ItemBits.HasExpiry) ? Item.ExpiryOf(item)->EngineSecond : uint.MaxValue;
        return new ItemInfo
        {
            Cas = Item.CasOf(item),
            ClientFlags = Item.ClientFlagsOf(item),
            KeyLength = item->KeyLength,
            ValueLength = Item.ValueLengthOf(item),
            TotalBytes = partition.BudgetBytesOf(item),
            TtlSeconds = expiry == uint.MaxValue ? -1 : Math.Max(0, (long)expiry - partition.Now),
            IdleSeconds = (long)partition.Now - lastAccess,
            Fetched = (bits & ItemBits.Fetched) != 0,
        };
    }
}
