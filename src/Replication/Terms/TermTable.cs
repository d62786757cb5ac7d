namespace FromScratch.Replication.Terms;

/// <summary>
/// Which term the entries of the log have, as runs of one term. What lies before the first run is asked from the log; what is in the
/// snapshot
/// is not known any more, but for its last entry.
/// </summary>
internal sealed class TermTable
{
    /// <summary>Runs remembered; a new one is made per term, so this is far more than is ever asked for.</summary>
    private const int RunsMax = 1024;
    private const int StepsMax = RunsMax + 32;
    private readonly List<Run> _runs = [];
    private readonly ITermSource _log;

    public TermTable(ITermSource log, StartState start)
    {
        _log = log;
        (SnapshotIndex, SnapshotTerm) = (start.SnapshotIndex, start.SnapshotTerm);
        Begin(start.LastIndex, start.LastTerm);
    }

    public ulong SnapshotIndex { get; private set; }

    public ulong SnapshotTerm { get; private set; }

    public ulong LastIndex { get; private set; }

    public ulong LastTerm { get; private set; }

    /// <summary>Null = there is no such entry, or no longer.</summary>
    public ulong? At(ulong index)
    {
        if (index == 0)
            return 0;
        if (index == SnapshotIndex)
            return SnapshotTerm;
        if (index > LastIndex)
            return null;
        for (var i = _runs.Count - 1; i >= 0; i--)
        {
            if (index >= _runs[i].First)
                return _runs[i].Term;
        }

        return _log.TermAt(index);
    }

    /// <summary>Entries up to this one, all of this term.</summary>
    public void Append(ulong lastIndex, ulong term)
    {
        if (lastIndex <= LastIndex)
            return;
        if (_runs.Count == 0 || _runs[^1].Term != term)
            _runs.Add(new Run(LastIndex + 1, term));
        if (_runs.Count > RunsMax)
            _runs.RemoveAt(0);
        (LastIndex, LastTerm) = (lastIndex, term);
    }

    /// <summary>The log has been cut: this is its last entry now.</summary>
    public void Truncate(ulong lastKept)
    {
        var term = At(lastKept) ?? throw new ReplicaBrokenException($"the log was cut at {lastKept}, and its term is not known");
        while (_runs.Count > 0 && _runs[^1].First > lastKept)
            _runs.RemoveAt(_runs.Count - 1);
        if (_runs.Count == 0)
            Begin(lastKept, term);
        (LastIndex, LastTerm) = (lastKept, term);
    }

    /// <summary>The log begins behind this entry now and is empty.</summary>
    public void Restart(ulong index, ulong term)
    {
        (SnapshotIndex, SnapshotTerm) = (index, term);
        Begin(index, term);
    }

    /// <summary>There is a snapshot of this entry: the ones before it may go.</summary>
    public void Snapshot(ulong index)
    {
        if (index <= SnapshotIndex || At(index) is not { } term)
            return;
        (SnapshotIndex, SnapshotTerm) = (index, term);
    }

    /// <summary>
    /// The last entry at or before <paramref name="index"/> whose term is not above, or is not known any more; never one before
    /// <paramref name="floor"/>. Where it would have to read much of the log it says floor.
    /// </summary>
    public ulong LastWithTermAtMost(ulong index, ulong term, ulong floor)
    {
        for (var steps = 0; index > floor && At(index) is { } found && found > term; steps++)
            index = steps < StepsMax ? BeforeRunOf(index, floor) : floor;
        return Math.Max(index, floor);
    }

    private ulong BeforeRunOf(ulong index, ulong floor)
    {
        for (var i = _runs.Count - 1; i >= 0; i--)
        {
            if (index >= _runs[i].First)
                return Math.Max(floor, _runs[i].First - 1);
        }

        return index - 1;
    }

    private void Begin(ulong index, ulong term)
    {
        _runs.Clear();
        if (index > 0)
            _runs.Add(new Run(index, term));
        (LastIndex, LastTerm) = (index, term);
    }

    private readonly record struct Run(ulong First, ulong Term);
}
