using System.Buffers;
using System.Numerics;

namespace FromScratch.KeyValue.Engine.Items;

/// <summary>Which items were picked already. Its array is borrowed: dispose of it.</summary>
internal readonly unsafe ref struct PickedItems
{
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly nint[] _slots;
    private readonly int _mask;

    public PickedItems(int countMax)
    {
        // Never more than half full, so there is always an end to the search.
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)countMax * 2);
        _mask = length - 1;
        _slots = ArrayPool<nint>.Shared.Rent(length);
        _slots.AsSpan(0, length).Clear();
    }

    /// <summary>False = it was there.</summary>
    public bool Add(ItemHeader* item)
    {
        var slot = (int)(((ulong)item * Spread) >> 32) & _mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & _mask)
        {
            if (_slots[slot] == (nint)item)
                return false;
        }

        _slots[slot] = (nint)item;
        return true;
    }

    public void Dispose() => ArrayPool<nint>.Shared.Return(_slots);
}
