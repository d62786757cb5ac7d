using FromScratch.Log.Format;
using FromScratch.Log.Segments;

namespace FromScratch.Log.Tests.Segments;

/// <summary>Entries in the form a store writes.</summary>
internal static class Drafts
{
    /// <summary>Appends entries behind the last one, all in one call as far as segments allow.</summary>
    public static void Append(this LogStore store, ulong term, params byte[][] payloads)
    {
        var drafts = Of(store.LastIndex + 1, term, payloads);
        for (var done = 0; done < drafts.Length;)
            done += store.Write(drafts.AsSpan(done));
    }

    public static byte[] Of(ulong firstIndex, ulong term, params byte[][] payloads)
    {
        var drafts = new byte[payloads.Sum(payload => RecordCodec.SizeOf(payload.Length))];
        var at = 0;
        foreach (var payload in payloads)
            at += RecordCodec.WriteDraft(drafts.AsSpan(at), term, firstIndex++, RecordKind.Entry, (byte)payload.Length, payload);
        return drafts;
    }

    public static List<(ulong Term, byte[] Payload)> ReadAll(this LogStore store)
    {
        var entries = new List<(ulong, byte[])>();
        using var cursor = new LogCursor(store, store.FirstIndex);
        while (cursor.TryRead(out var entry))
        {
            Assert.Equal(store.FirstIndex + (ulong)entries.Count, entry.Index);
            Assert.Equal((byte)entry.Payload.Length, entry.Tag);
            entries.Add((entry.Term, entry.Payload.ToArray()));
        }

        Assert.Equal(store.LastIndex + 1, cursor.NextIndex);
        return entries;
    }
}
