namespace FromScratch.Replication;

/// <summary>
/// Entries that may be shipped to a member now: from First to Last, as many as <see cref="BytesMax"/> allows but at least one, and all of
/// First's term; none at all when First is Last + 1 (a probe). Then tell the replica by Shipped.
/// </summary>
/// <param name="To">The member.</param>
/// <param name="PreviousIndex">First - 1.</param>
/// <param name="PreviousTerm">Its term.</param>
/// <param name="Last">The last entry that there is; not before First - 1.</param>
/// <param name="EntryTerm">Of First; 0 when there are no entries.</param>
/// <param name="Term">The leader's.</param>
/// <param name="Commit">The leader's commit index.</param>
/// <param name="BytesMax">Of payloads.</param>
public readonly record struct AppendPlan(
    ulong To, ulong PreviousIndex, ulong PreviousTerm, ulong Last, ulong EntryTerm, ulong Term, ulong Commit, int BytesMax)
{
    public ulong First => PreviousIndex + 1;
}
