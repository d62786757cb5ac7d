namespace FromScratch.KeyValue.Store;

/// <summary>
/// Which conditional entries were aborted: only executing them tells, and whoever reads the log later has to know. Bounded: of many the
/// oldest are forgotten.
/// </summary>
internal sealed class AbortedTransactions
{
    private const int CountMax = 65536;
    private readonly Queue<ulong> _order = new();
    private readonly HashSet<ulong> _aborted = [];

    /// <summary>Of entries from here on it is known.</summary>
    public ulong FirstIndex { get; private set; } = 1;

    public void Note(ulong index)
    {
        if (!_aborted.Add(index))
            return;
        _order.Enqueue(index);
        if (_order.Count <= CountMax)
            return;
        var oldest = _order.Dequeue();
        _aborted.Remove(oldest);
        FirstIndex = oldest + 1;
    }

    /// <summary>The state comes from a snapshot: nothing is known of what it was made from.</summary>
    public void Restart(ulong firstIndex)
    {
        _order.Clear();
        _aborted.Clear();
        FirstIndex = firstIndex;
    }

    /// <summary>Null = unknown.</summary>
    public bool? Contains(ulong index) => index < FirstIndex ? null : _aborted.Contains(index);
}
