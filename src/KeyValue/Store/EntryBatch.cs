using FromScratch.Log;

namespace FromScratch.KeyValue.Store;

/// <summary>Entries copied from the log, so that something may be known of all of them before the first one is applied.</summary>
internal sealed class EntryBatch
{
    public const int EntriesMax = 16;
    private const int BytesMax = 64 * 1024;
    private readonly Place[] _places = new Place[EntriesMax];
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BytesMax);
    private int _used;

    public int Count { get; private set; }

    public LogEntry this[int position]
    {
        get
        {
            var place = _places[position];
            var payload = _bytes.AsSpan(place.Start, place.Length);
            return new LogEntry { Index = place.Index, Term = place.Term, Tag = place.Tag, Payload = payload };
        }
    }

    public void Clear() => (Count, _used) = (0, 0);

    /// <summary>False = it is full, or the entry too long.</summary>
    public bool TryAdd(in LogEntry entry)
    {
        if (Count == EntriesMax || entry.Payload.Length > BytesMax - _used)
            return false;
        entry.Payload.CopyTo(_bytes.AsSpan(_used));
        _places[Count++] = new Place(entry.Index, entry.Term, entry.Tag, _used, entry.Payload.Length);
        _used += entry.Payload.Length;
        return true;
    }

    private readonly record struct Place(ulong Index, ulong Term, byte Tag, int Start, int Length);
}
