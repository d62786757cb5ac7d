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
        for (var position = 0; position < _pending.Count && count < LookAhead; position++)
        {
            ref var op = ref _pending[position];
            if (op.Index > _committedIndex || position >= LookAhead)
                break;
            if (op.Kind is PendingKind.Write or PendingKind.Run or PendingKind.Read)
                TakeHashes(op.Payload.Span[Entry.PrefixBytes..], hashes, ref count);
        }

        if (count > 1)
            Keys.Prefetch(hashes[..count]);
    }

    /// <summary>Entries that were read from the log, from one of them on. Returns the first that was not looked at.</summary>
    private int FetchKeys(EntryBatch batch, int position)
    {
        Span<uint> hashes = stackalloc uint[LookAhead];
        var count = 0;
        for (; position < batch.Count && count < LookAhead; position++)
        {
            var entry = batch[position];
            if (entry.Tag == (byte)EntryTag.Commands && entry.Payload.Length > Entry.PrefixBytes)
                TakeHashes(entry.Payload[Entry.PrefixBytes..], hashes, ref count);
        }

        if (count > 1)
            Keys.Prefetch(hashes[..count]);
        return position;
    }

    /// <summary>Of the keys of one command after the other, as long as there is room.</summary>
    private void TakeHashes(ReadOnlySpan<byte> wire, Span<uint> hashes, ref int count)
    {
        while (count < hashes.Length && KeyHint.TryTakeKey(ref wire, out var key))
            hashes[count++] = Keys.HashOf(key);
    }
}
