using FromScratch.KeyValue.Engine.Items;
using FromScratch.KeyValue.Engine.Ordered;

namespace FromScratch.KeyValue.Engine;

/// <summary>A bound of a range of keys.</summary>
/// <param name="Key">Empty with no bound.</param>
/// <param name="IsInclusive">The key itself belongs to the range.</param>
/// <param name="IsOpen">There is no bound on this side.</param>
public readonly ref struct KeyBound(ReadOnlySpan<byte> key, bool isInclusive, bool isOpen)
{
    public ReadOnlySpan<byte> Key { get; } = key;

    public bool IsInclusive { get; } = isInclusive;

    public bool IsOpen { get; } = isOpen;
}

public sealed unsafe partial class Keyspace
{
    private OrderedKeys? _order;

    /// <summary>Keys can be visited in the order of their bytes. Costs about 12 bytes per key.</summary>
    public bool IsOrdered
    {
        get => _order is not null;
        init => _order = value ? new OrderedKeys(_heap) : null;
    }

    /// <summary>
    /// Visits the living keys between two bounds in the order of their bytes, or against it, leaving out the first
    /// <paramref name="offset"/> of them and stopping after <paramref name="count"/>. Only when <see cref="IsOrdered"/>.
    /// </summary>
    public void Range<TVisitor>(KeyBound min, KeyBound max, bool isReversed, long offset, long count, ref TVisitor visitor)
        where TVisitor : IItemVisitor, allows ref struct
    {
        var order = _order ?? throw new InvalidOperationException("The keys are not kept in order.");
        var place = Start(order, isReversed ? max : min, isReversed, out var item);
        while (item is not null && count > 0 && IsWithin(ItemHeader.KeySpan(item), isReversed ? min : max, isReversed))
        {
            if (!ItemHeader.IsExpired(item, _nowMs) && offset-- <= 0)
            {
                visitor.Visit(new Item(item));
                count--;
            }

            item = Next(order, ref place, isReversed);
        }
    }

    private static ItemHeader* Next(OrderedKeys order, ref OrderedPlace place, bool isReversed)
    {
        if (isReversed)
            return order.TryStepBack(ref place) ? order.At(place) : null;
        order.Step(ref place);
        return order.At(place);
    }

    private static OrderedPlace Start(OrderedKeys order, KeyBound bound, bool isReversed, out ItemHeader* item)
    {
        item = null;
        if (order.Count == 0)
            return default;
        var place = bound.IsOpen ? isReversed ? order.End : default : order.Seek(bound.Key);
        item = order.At(place);
        if (!isReversed)
        {
            if (!bound.IsOpen && !bound.IsInclusive && item is not null && ItemHeader.KeySpan(item).SequenceEqual(bound.Key))
                item = Next(order, ref place, isReversed: false);
            return place;
        }

        // The first that is not less than the bound is within the range only when it is the bound itself.
        if (bound.IsOpen || !bound.IsInclusive || item is null || !ItemHeader.KeySpan(item).SequenceEqual(bound.Key))
            item = Next(order, ref place, isReversed: true);
        return place;
    }

    private static bool IsWithin(ReadOnlySpan<byte> key, KeyBound bound, bool isReversed)
    {
        if (bound.IsOpen)
            return true;
        var order = key.SequenceCompareTo(bound.Key);
        return order == 0 ? bound.IsInclusive : order < 0 != isReversed;
    }
}
