namespace FromScratch.Cache.Engine.Items;

/// <summary>What an item shall be made from. No span may point into the engine's memory: making room moves it.</summary>
internal ref struct ItemDraft
{
    public ReadOnlySpan<byte> Key;
    public ulong Hash;

    /// <summary>The value is these two, one after the other.</summary>
    public ReadOnlySpan<byte> Value;
    public ReadOnlySpan<byte> ValueTail;
    public uint ClientFlags;

    /// <summary>0 = never.</summary>
    public uint ExpirySecond;
    public ulong Cas;
    public uint LastAccess;

    /// <summary>Marks and policy bits that the item keeps from its predecessor.</summary>
    public ItemBits Kept;

    public readonly int ValueLength => Value.Length + ValueTail.Length;

    public readonly ItemBits LayoutBits =>
        (ClientFlags != 0 ? ItemBits.HasClientFlags : ItemBits.None)
        | (ExpirySecond != 0 ? ItemBits.HasExpiry : ItemBits.None)
        | (Cas > Item.NarrowCasMax ? ItemBits.HasWideCas : ItemBits.None);

    /// <summary>Copies as much of the value, from an offset on, as the destination is long.</summary>
    public readonly void CopyValue(int offset, Span<byte> destination)
    {
        if (offset < Value.Length)
        {
            var fromFirst = Math.Min(Value.Length - offset, destination.Length);
            Value.Slice(offset, fromFirst).CopyTo(destination);
            destination = destination[fromFirst..];
            offset = Value.Length;
        }

        ValueTail.Slice(offset - Value.Length, destination.Length).CopyTo(destination);
    }
}
