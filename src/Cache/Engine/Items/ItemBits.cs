namespace FromScratch.Cache.Engine.Items;

/// <summary>The 16 bits at offset 12 of an item, and of a chunk.</summary>
[Flags]
internal enum ItemBits : ushort
{
    None = 0,

    // The first four say which optional blocks follow the header; the order is theirs.
    HasClientFlags = 1 << 0,
    HasExpiry = 1 << 1,
    HasWideCas = 1 << 2,
    IsChained = 1 << 3,

    Fetched = 1 << 4,

    /// <summary>Fetched more than once.</summary>
    Active = 1 << 5,
    Stale = 1 << 6,

    /// <summary>Somebody holds the right to refill it.</summary>
    TokenSent = 1 << 7,

    /// <summary>Which of the policy's lists it is on, two bits.</summary>
    ListMask = 3 << 8,

    /// <summary>The policy's small use counter, two bits.</summary>
    FrequencyMask = 3 << 10,

    /// <summary>Not an item but a piece of one.</summary>
    Chunk = 1 << 15,

    Lease = Stale | TokenSent,
    Layout = HasClientFlags | HasExpiry | HasWideCas | IsChained,
    PolicyMask = ListMask | FrequencyMask,
}
