using System.Buffers;

namespace FromScratch.Transport.Connections;

/// <summary>
/// Bytes in arrival order in one pooled array, which it holds only while it has bytes: appended behind, consumed in front.
/// </summary>
internal struct ByteQueue(InputBudget? budget)
{
    private const int BytesMin = 256;
    private byte[]? _array;
    private int _start;
    private int _end;

    public readonly int Length => _end - _start;

    public readonly bool IsEmpty => _end == _start;

    public readonly ReadOnlySpan<byte> Span => _array.AsSpan(_start, _end - _start);

    public readonly ReadOnlyMemory<byte> Memory => _array.AsMemory(_start, _end - _start);

    /// <summary>False, with nothing changed, when the budget is used up.</summary>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (!TryReserve(bytes.Length))
            return false;
        bytes.CopyTo(_array.AsSpan(_end));
        _end += bytes.Length;
        return true;
    }

    /// <summary>
    /// Makes room for at least <paramref name="count"/> bytes; at least doubles when it must move, so that appending stays linear.
    /// </summary>
    public bool TryReserve(int count)
    {
        if (_array is not null && _array.Length - _end >= count)
            return true;
        var length = Length;
        var needed = checked(length + count);
        if (_array is not null && _start >= length && _array.Length >= needed)
        {
            Span.CopyTo(_array);
            (_start, _end) = (0, length);
            return true;
        }

        return TryMove((int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(BytesMin, 2L * length))));
    }

    /// <summary>The room behind the bytes; <see cref="Commit"/> says how much of it was filled.</summary>
    public readonly ReceiveWindow Free(int countMax) => new(_array!, _end, Math.Min(countMax, _array!.Length - _end), Own: true);

    public void Commit(int count) => _end += count;

    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Length, nameof(count));
        _start += count;
        if (_start == _end)
            Clear();
    }

    /// <summary>Forgets the bytes and gives the array back.</summary>
    public void Clear()
    {
        if (_array is { } array)
        {
            budget?.Return(array.Length);
            ArrayPool<byte>.Shared.Return(array);
        }

        _array = null;
        _start = _end = 0;
    }

    private bool TryMove(int capacity)
    {
        var moved = ArrayPool<byte>.Shared.Rent(capacity);
        if (budget is not null && !budget.TryTake(moved.Length))
        {
            ArrayPool<byte>.Shared.Return(moved);
            return false;
        }

        var length = Length;
        Span.CopyTo(moved);
        Clear();
        (_array, _end) = (moved, length);
        return true;
    }
}

/// <summary>Where the driver puts the next received bytes.</summary>
/// <param name="Own">Whether the array is the connection's own, not the driver's shared one.</param>
internal readonly record struct ReceiveWindow(byte[] Array, int Offset, int Count, bool Own)
{
    public Memory<byte> Memory => Array.AsMemory(Offset, Count);
}
