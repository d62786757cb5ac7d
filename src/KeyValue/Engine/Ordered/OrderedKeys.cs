using FromScratch.KeyValue.Engine.Items;
using FromScratch.KeyValue.Engine.Memory;

namespace FromScratch.KeyValue.Engine.Ordered;

/// <summary>
/// The items in the order of their keys' bytes: addresses in leaves, leaves in branches, branches in one list. A leaf that is full is cut
/// in half, and joined with its neighbour when both are nearly empty. About 12 bytes per key.
/// </summary>
internal sealed unsafe class OrderedKeys(NativeHeap heap)
{
    private const int LeavesMax = 512;
    private readonly List<Branch> _branches = [];

    public long Count { get; private set; }

    /// <summary>What the leaves take, as the heap has counted it.</summary>
    public long Bytes { get; private set; }

    /// <summary>An item whose key is not there.</summary>
    public void Add(ItemHeader* item)
    {
        Count++;
        if (_branches.Count == 0)
        {
            _branches.Add(new Branch());
            _branches[0].Leaves.Add(NewLeaf());
        }

        var place = Seek(ItemHeader.KeySpan(item));
        // Behind everything, or between two leaves: it goes to the end of the one before.
        if (place.Item == 0 && TryStepBack(ref place))
            place.Item++;
        if (LeafAt(place).Count == Leaf.ItemsMax)
        {
            Cut(place);
            place = Seek(ItemHeader.KeySpan(item));
            if (place.Item == 0 && TryStepBack(ref place))
                place.Item++;
        }

        LeafAt(place).Insert(place.Item, item);
    }

    public void Remove(ItemHeader* item)
    {
        var place = Find(item);
        var leaf = LeafAt(place);
        leaf.RemoveAt(place.Item);
        Count--;
        if (leaf.Count < Leaf.ItemsMax / 4)
            Join(place);
    }

    /// <summary>Where the item stands; holds until something is added or removed.</summary>
    public OrderedPlace Find(ItemHeader* item)
    {
        var place = Seek(ItemHeader.KeySpan(item));
        return At(place) == item ? place : throw new InvalidOperationException("An item is not where its key belongs.");
    }

    /// <summary>The item there has another address now.</summary>
    public void Moved(in OrderedPlace place, ItemHeader* item) => LeafAt(place)[place.Item] = item;

    /// <summary>Behind the last item. There is one.</summary>
    public OrderedPlace End
    {
        get
        {
            var leaves = _branches[^1].Leaves;
            return new OrderedPlace { Branch = _branches.Count - 1, Leaf = leaves.Count - 1, Item = leaves[^1].Count };
        }
    }

    /// <summary>Of the first item whose key is not less; behind the last when there is none.</summary>
    public OrderedPlace Seek(ReadOnlySpan<byte> key)
    {
        var place = default(OrderedPlace);
        if (_branches.Count == 0)
            return place;
        place.Branch = LastNotGreater(_branches.Count, key, this, static (self, i) => self._branches[i].Leaves[0][0]);
        var leaves = _branches[place.Branch].Leaves;
        place.Leaf = LastNotGreater(leaves.Count, key, leaves, static (all, i) => all[i][0]);
        place.Item = leaves[place.Leaf].FirstNotLess(key);
        if (place.Item == leaves[place.Leaf].Count)
            _ = TryStepOver(ref place);
        return place;
    }

    /// <summary>Null = behind the last.</summary>
    public ItemHeader* At(in OrderedPlace place) =>
        place.Branch < _branches.Count && place.Leaf < _branches[place.Branch].Leaves.Count && place.Item < LeafAt(place).Count
            ? LeafAt(place)[place.Item]
            : null;

    public void Step(ref OrderedPlace place)
    {
        place.Item++;
        if (place.Item >= LeafAt(place).Count)
            _ = TryStepOver(ref place);
    }

    /// <summary>False = it was the first.</summary>
    public bool TryStepBack(ref OrderedPlace place)
    {
        if (place.Item > 0)
        {
            place.Item--;
            return true;
        }

        if (place.Leaf == 0)
        {
            if (place.Branch == 0)
                return false;
            place.Branch--;
            place.Leaf = _branches[place.Branch].Leaves.Count;
        }

        place.Leaf--;
        place.Item = LeafAt(place).Count - 1;
        return true;
    }

    /// <summary>Gives back what the heap has counted.</summary>
    public void Release()
    {
        heap.Count(-Bytes);
        (Bytes, Count) = (0, 0);
        _branches.Clear();
    }

    /// <summary>For tests.</summary>
    /// <exception cref="InvalidOperationException">What is wrong.</exception>
    public void Validate()
    {
        var (count, leaves) = (0L, 0L);
        ItemHeader* last = null;
        foreach (var branch in _branches)
        {
            foreach (var leaf in branch.Leaves)
            {
                leaves++;
                for (var i = 0; i < leaf.Count; i++, count++)
                {
                    if (last is not null && ItemHeader.KeySpan(last).SequenceCompareTo(ItemHeader.KeySpan(leaf[i])) >= 0)
                        throw new InvalidOperationException("Order: a key is not behind the one before.");
                    last = leaf[i];
                }

                if (leaf.Count == 0)
                    throw new InvalidOperationException("Order: a leaf is empty.");
            }
        }

        if (count != Count || leaves * Leaf.Bytes != Bytes)
            throw new InvalidOperationException($"Order: {count} items in {leaves} leaves, {Count} and {Bytes} bytes counted.");
    }

    private static int LastNotGreater<TState>(int count, ReadOnlySpan<byte> key, TState state, FirstOf<TState> firstOf)
    {
        var (low, high) = (0, count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (ItemHeader.KeySpan(firstOf(state, middle)).SequenceCompareTo(key) <= 0)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private bool TryStepOver(ref OrderedPlace place)
    {
        if (place.Leaf + 1 < _branches[place.Branch].Leaves.Count)
            place = place with { Leaf = place.Leaf + 1, Item = 0 };
        else if (place.Branch + 1 < _branches.Count)
            place = new OrderedPlace { Branch = place.Branch + 1 };
        else
            return false;
        return true;
    }

    private Leaf LeafAt(in OrderedPlace place) => _branches[place.Branch].Leaves[place.Leaf];

    private void Cut(in OrderedPlace place)
    {
        var leaves = _branches[place.Branch].Leaves;
        var upper = NewLeaf();
        leaves[place.Leaf].MoveUpperHalf(upper);
        leaves.Insert(place.Leaf + 1, upper);
        if (leaves.Count < LeavesMax)
            return;
        var branch = new Branch();
        branch.Leaves.AddRange(leaves[(LeavesMax / 2)..]);
        leaves.RemoveRange(LeavesMax / 2, leaves.Count - (LeavesMax / 2));
        _branches.Insert(place.Branch + 1, branch);
    }

    /// <summary>A leaf has few items: an empty one goes, others join their neighbour where both fit into half a leaf.</summary>
    private void Join(in OrderedPlace place)
    {
        var leaves = _branches[place.Branch].Leaves;
        var leaf = leaves[place.Leaf];
        if (place.Leaf + 1 < leaves.Count && leaf.Count + leaves[place.Leaf + 1].Count <= Leaf.ItemsMax / 2)
        {
            leaf.Append(leaves[place.Leaf + 1]);
            Drop(leaves, place.Leaf + 1);
        }
        else if (leaf.Count == 0)
        {
            Drop(leaves, place.Leaf);
        }

        if (leaves.Count == 0)
            _branches.RemoveAt(place.Branch);
    }

    private void Drop(List<Leaf> leaves, int index)
    {
        leaves.RemoveAt(index);
        Bytes -= Leaf.Bytes;
        heap.Count(-Leaf.Bytes);
    }

    private Leaf NewLeaf()
    {
        Bytes += Leaf.Bytes;
        heap.Count(Leaf.Bytes);
        return new Leaf();
    }

    private delegate ItemHeader* FirstOf<TState>(TState state, int index);

    private sealed class Branch
    {
        public List<Leaf> Leaves { get; } = [];
    }
}

/// <summary>Of an item in the order.</summary>
internal record struct OrderedPlace
{
    public int Branch;
    public int Leaf;
    public int Item;
}
