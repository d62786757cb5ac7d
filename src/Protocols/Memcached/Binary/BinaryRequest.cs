using System.Buffers.Binary;

namespace FromScratch.Protocols.Memcached.Binary;

/// <summary>One request, its parts as slices of the input.</summary>
public ref struct BinaryRequest
{
    public BinaryRequestHeader Header;
    public ReadOnlySpan<byte> Extras;
    public ReadOnlySpan<byte> Key;
    public ReadOnlySpan<byte> Value;

    /// <summary>Set with <see cref="Core.DecodeStatus.Invalid"/>.</summary>
    public BinaryFault Fault;

    /// <summary>Set with <see cref="Core.DecodeStatus.NeedMore"/>: input bytes in all that make the next attempt useful.</summary>
    public int BytesWanted;

    /// <summary>Client flags of set, add and replace: the first four bytes of eight extras.</summary>
    public readonly uint ClientFlags => BinaryPrimitives.ReadUInt32BigEndian(Extras);

    /// <summary>
    /// Expiry of set, add and replace: the last four bytes of eight extras. Unsigned: a client cannot name a negative one.
    /// </summary>
    public readonly uint StoreExpiration => BinaryPrimitives.ReadUInt32BigEndian(Extras[4..]);

    /// <summary>Expiry of touch, gat and flush: four bytes of extras; 0 when flush has none.</summary>
    public readonly uint Expiration => Extras.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(Extras);

    /// <summary>Step of increment and decrement: 20 bytes of extras hold step (8), initial value (8) and expiry (4).</summary>
    public readonly ulong Delta => BinaryPrimitives.ReadUInt64BigEndian(Extras);

    public readonly ulong Initial => BinaryPrimitives.ReadUInt64BigEndian(Extras[8..]);

    public readonly uint DeltaExpiration => BinaryPrimitives.ReadUInt32BigEndian(Extras[16..]);
}
