using System.Buffers.Binary;
using System.Text;

namespace FromScratch.Group.Wire;

/// <summary>Writes little-endian numbers, strings and bytes into a buffer that grows.</summary>
internal sealed class WireWriter(int capacity)
{
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(16, capacity));

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    /// <summary>Bytes it can hold without growing.</summary>
    public int Capacity => _buffer.Length;

    public void Clear() => Length = 0;

    /// <summary>Forgets what was written, and the memory above the limit.</summary>
    public void Clear(int bytesKept)
    {
        Length = 0;
        if (_buffer.Length > bytesKept)
            _buffer = GC.AllocateUninitializedArray<byte>(bytesKept);
    }

    public Span<byte> Reserve(int bytes)
    {
        if (bytes > _buffer.Length - Length)
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(2L * _buffer.Length, (long)Length + bytes)));
        var room = _buffer.AsSpan(Length, bytes);
        Length += bytes;
        return room;
    }

    public Span<byte> Slice(int from, int bytes) => _buffer.AsSpan(from, bytes);

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(sizeof(ushort)), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);

    public void UInt128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Reserve(16), value);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>u16 length and UTF-8.</summary>
    public void String(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        UInt16(checked((ushort)length));
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }
}
