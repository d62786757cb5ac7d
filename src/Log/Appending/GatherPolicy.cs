namespace FromScratch.Log.Appending;

/// <summary>Until when the flusher waits before it takes the next batch.</summary>
/// <param name="Queued">Entries that waited when the plan was made.</param>
/// <param name="Entries">Enough; 0 = do not wait.</param>
/// <param name="TimeMax">The longest wait, from the first entry that waits.</param>
internal readonly record struct GatherPlan(int Queued, int Entries, TimeSpan TimeMax);

/// <summary>
/// Keeps group commit from splitting into two halves. Clients that wait for their answer come back a moment after a sync ends. A
/// flusher that
/// starts the next sync at once misses them: it serves two groups in turn, each of which waits for two syncs. So after a sync it waits
/// until
/// those just answered are back, on top of those who wait already. Waiting that does not bring them back soon is given up for a while, and
/// longer every time: then they come at a rate of their own, and waiting only costs. Pure: measured times come in, a plan goes out.
/// </summary>
internal sealed class GatherPolicy
{
    /// <summary>The wait's limit as a part of a sync: with more, two half-size syncs would be the better choice.</summary>
    private const double TimePart = 0.5;
    private const double SyncWeight = 0.125;
    private const int SkipsMax = 256;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(5);
    private int _misses;
    private int _skips;
    private int _released;

    /// <summary>A moving mean.</summary>
    public TimeSpan SyncTime { get; private set; }

    public void Synced(TimeSpan took) =>
        SyncTime = SyncTime == TimeSpan.Zero ? took : SyncTime + ((took - SyncTime) * SyncWeight);

    /// <summary>A batch has just been answered.</summary>
    /// <param name="released">Entries in it.</param>
    /// <param name="flushes">How many times somebody asked for it to be written: one means a single client, which never waits.</param>
    /// <param name="queued">Entries that wait now.</param>
    public GatherPlan Next(int released, int flushes, int queued)
    {
        if (flushes < 2 || released < 2 || SyncTime == TimeSpan.Zero)
            return default;
        if (_skips > 0)
        {
            _skips--;
            return default;
        }

        _released = released;
        // A few that stay away must not cost everyone the whole wait.
        var enough = queued + released - (released / 8);
        var timeMax = SyncTime * TimePart;
        return new GatherPlan(queued, enough, timeMax < TimeLimit ? timeMax : TimeLimit);
    }

    /// <summary>How the wait ended: with so many entries waiting.</summary>
    public void Gathered(in GatherPlan plan, int queued)
    {
        if (queued - plan.Queued >= _released - (_released / 4))
        {
            _misses = 0;
            return;
        }

        _skips = Math.Min(SkipsMax, 4 << Math.Min(_misses, 8));
        _misses++;
    }
}
