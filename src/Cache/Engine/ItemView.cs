#pragma warning disable CA1065 // skeleton
namespace FromScratch.Cache.Engine;

/// <summary>An item as it lies in its partition; valid only inside <see cref="IItemReader.Read"/>, while the partition is locked.</summary>
public readonly ref struct ItemView
{
    public ReadOnlySpan<byte> Key => throw new NotImplementedException();

    public uint ClientFlags => throw new NotImplementedException();

    public ulong Cas => throw new NotImplementedException();

    public int ValueLength => throw new NotImplementedException();

    /// <summary>What this reader sees of the lease; <see cref="LeaseState.None"/> unless the request used leases.</summary>
    public LeaseState Lease => throw new NotImplementedException();

    /// <summary>Everything else, as before this request where it says so.</summary>
    public ItemInfo Info => throw new NotImplementedException();

    /// <summary>Copies the value (large ones lie in pieces) into the first <see cref="ValueLength"/> bytes of the destination.</summary>
    public void CopyValueTo(Span<byte> destination) => throw new NotImplementedException();
}
