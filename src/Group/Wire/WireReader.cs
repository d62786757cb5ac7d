using System.Buffers.Binary;
using System.Text;

namespace FromScratch.Group.Wire;

/// <summary>Reads what <see cref="WireWriter"/> wrote. A read past the end gives 0 and sets <see cref="HasFailed"/>, for good.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool HasFailed { get; private set; }

    public readonly bool IsAtEnd => !HasFailed && _rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte Byte() => Take(1) is { IsEmpty: false } taken ? taken[0] : (byte)0;

    public ushort UInt16() => Take(sizeof(ushort)) is { IsEmpty: false } taken ? BinaryPrimitives.ReadUInt16LittleEndian(taken) : (ushort)0;

    public uint UInt32() => Take(sizeof(uint)) is { IsEmpty: false } taken ? BinaryPrimitives.ReadUInt32LittleEndian(taken) : 0;

    public ulong UInt64() => Take(sizeof(ulong)) is { IsEmpty: false } taken ? BinaryPrimitives.ReadUInt64LittleEndian(taken) : 0;

    public UInt128 UInt128() => Take(16) is { IsEmpty: false } taken ? BinaryPrimitives.ReadUInt128LittleEndian(taken) : 0;

    /// <summary>Empty when there are not so many.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (HasFailed || count < 0 || count > _rest.Length)
        {
            HasFailed = true;
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public string String(int bytesMax)
    {
        var length = UInt16();
        if (length > bytesMax)
            HasFailed = true;
        return Encoding.UTF8.GetString(Take(length));
    }
}
