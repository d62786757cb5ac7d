using System.Buffers;
using System.Runtime.CompilerServices;

namespace FromScratch.Core.Buffers;

/// <summary>
/// Replies on their way out: one contiguous pinned array that grows by doubling. Sessions append to it, the transport sends it.
/// A session that sees <see cref="IsOverSoftLimit"/> stops executing and yields, so that memory stays bounded by the limit plus one reply.
/// </summary>
public sealed class OutputBuffer : IBufferWriter<byte>
{
    private readonly int _initialBytes;
    private byte[] _bytes;
    private int _length;

    public OutputBuffer(int initialBytes = 16 * 1024, int softLimitBytes = 256 * 1024)
    {
        _initialBytes = initialBytes;
        SoftLimitBytes = softLimitBytes;
        _bytes = Allocate(initialBytes);
    }

    public int SoftLimitBytes { get; }

    public int Length => _length;

    public bool IsOverSoftLimit => _length >= SoftLimitBytes;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>The same bytes for asynchronous sends; valid until the next write or <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(int sizeHint = 1)
    {
        if (_bytes.Length - _length < Math.Max(sizeHint, 1))
            Grow(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public Memory<byte> GetMemory(int sizeHint = 1)
    {
        if (_bytes.Length - _length < Math.Max(sizeHint, 1))
            Grow(sizeHint);
        return _bytes.AsMemory(_length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - _length), nameof(count));
        _length += count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Drops what was written after <paramref name="length"/>: a reply that turned into an error half way.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length, nameof(length));
        _length = length;
    }

    /// <summary>Forgets everything; an array that one large reply has blown up is given back.</summary>
    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > Math.Max(_initialBytes, 2 * SoftLimitBytes))
            _bytes = Allocate(_initialBytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int sizeHint)
    {
        var needed = checked(_length + Math.Max(sizeHint, 1));
        var size = (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length));
        var grown = Allocate(size);
        Written.CopyTo(grown);
        _bytes = grown;
    }

    private static byte[] Allocate(int bytes) => GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
}
