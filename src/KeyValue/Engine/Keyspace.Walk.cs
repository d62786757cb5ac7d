using FromScratch.KeyValue.Engine.Items;

namespace FromScratch.KeyValue.Engine;

public sealed unsafe partial class Keyspace
{
    private PointInTimeWalk? _walk;

    /// <summary>Between <see cref="BeginWalk"/> and <see cref="EndWalk"/>.</summary>
    public bool IsWalking => _walk is not null;

    /// <summary>
    /// Begins to hand every item alive now (by log time) to the sink, exactly once, as it is now: by <see cref="StepWalk"/>, or before
    /// it is changed. Changes after this must belong to later entries than those before (see <see cref="Begin"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">A walk is under way.</exception>
    public void BeginWalk(IItemSink sink)
    {
        if (_walk is not null)
            throw new InvalidOperationException("A walk is under way.");
        _walk = new PointInTimeWalk(_items, sink, _index, LogTimeMs);
    }

    /// <summary>Looks at about so many items more. False when all were handed over; <see cref="EndWalk"/> is due then too.</summary>
    public bool StepWalk(int itemsMax) => (_walk ?? throw new InvalidOperationException("No walk is under way.")).Step(itemsMax);

    /// <summary>Ends the walk, finished or not, and frees what was kept for it. Does nothing when there is none.</summary>
    public void EndWalk()
    {
        var walk = _walk;
        _walk = null;
        if (walk is not null && walk.Items != _items)
            walk.Items.Dispose();
    }

    private void HandOver(ItemHeader* item)
    {
        if (_walk is not null && _walk.Items == _items)
            _walk.HandOver(item);
    }

    // Items are told from those of the walk's moment by their versions alone.
    private void ThrowUnlessBehindWalk()
    {
        if (_walk is not null && _index <= _walk.Index)
            throw new InvalidOperationException("A change during a walk must belong to a later entry than the walk's beginning.");
    }

    private bool LeaveToWalk(ItemTable items) => _walk is not null && _walk.Items == items;
}

/// <summary>Takes what a walk hands over. Must not change the keyspace.</summary>
public interface IItemSink
{
    /// <summary>Of a hash, <see cref="Keyspace.FieldsOf"/> tells the fields.</summary>
    void Add(in Item item);
}
