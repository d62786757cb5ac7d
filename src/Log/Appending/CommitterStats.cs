namespace FromScratch.Log.Appending;

/// <summary>What was written and synced. Each number is written by one thread at a time and read by any.</summary>
internal sealed class CommitterStats
{
    public long Batches { get; private set; }

    public long Entries { get; private set; }

    public long Bytes { get; private set; }

    public long Syncs { get; set; }

    public long Gathers { get; set; }

    public void Written(DraftBatch batch)
    {
        Batches++;
        Entries += batch.Entries;
        Bytes += batch.Bytes;
    }
}
