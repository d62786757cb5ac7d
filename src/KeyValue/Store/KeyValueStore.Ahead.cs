namespace FromScratch.KeyValue.Store;

/// <content>
/// What is about to be executed is looked at first, many operations at a time: their keys' memory is fetched side by side while the
/// processor would wait for one after the other. With keys that do not fit its caches that wait was a quarter of what a follower did.
/// </content>
public sealed partial class KeyValueStore
{
    /// <summary>The processor has about so many fetches under way at once.</summary>
    private const int LookAhead = EntryBatch.EntriesMax;

    private readonly EntryBatch _batch = new();

    /// <summary>The oldest operations of the ring, as far as they are committed.</summary>
    private void FetchPendingKeys()
    {
        Span<uint> hashes = stackalloc uint[LookAhead];
        var count = 0;
        for (var position = 0; position < Math.Min(_pending.Count, LookAhead); position++)
        {
            ref var op = ref _pending[position];
            if (op.Index > _committedIndex)
                break;
            if (op.Kind is PendingKind.Write or PendingKind.Read
                && KeyHint.TryFirstKey(op.Payload.Span[Entry.PrefixBytes..], out var key))
            {
                hashes[count++] = Keys.HashOf(key);
            }
        }

        if (count > 1)
            Keys.Prefetch(hashes[..count]);
    }

    /// <summary>Entries that were read from the log.</summary>
    private void FetchKeys(EntryBatch batch)
    {
        Span<uint> hashes = stackalloc uint[LookAhead];
        var count = 0;
        for (var position = 0; position < batch.Count; position++)
        {
            var entry = batch[position];
            if (entry.Tag == (byte)EntryTag.Commands && entry.Payload.Length > Entry.PrefixBytes
                && KeyHint.TryFirstKey(entry.Payload[Entry.PrefixBytes..], out var key))
            {
                hashes[count++] = Keys.HashOf(key);
            }
        }

        if (count > 1)
            Keys.Prefetch(hashes[..count]);
    }
}
