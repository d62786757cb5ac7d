using System.Buffers;
using FromScratch.Group.Links;
using FromScratch.Group.Wire;
using FromScratch.Log;
using FromScratch.Replication;
using FromScratch.Replication.Messages;

namespace FromScratch.Group.Driving;

/// <summary>Reads what is shipped to one member from the log. One thread at a time.</summary>
internal sealed class Shipper(WriteAheadLog log) : IDisposable
{
    private readonly WireWriter _entries = new(64 * 1024);
    private LogCursor? _cursor;
    private ulong _cursorTerm;

    /// <summary>The plan's entries as a frame, or a probe. False = they are not written yet.</summary>
    /// <exception cref="LogEntryGoneException">The log no longer has them.</exception>
    public bool TryRead(in AppendPlan plan, bool isWitness, ulong from, out OutFrame frame, out ulong last)
    {
        _entries.Clear(BytesKept);
        last = plan.PreviousIndex;
        if (plan.First <= plan.Last)
            last = ReadEntries(plan, isWitness);
        frame = default;
        if (plan.First <= plan.Last && last == plan.PreviousIndex)
            return false;
        var message = new Message
        {
            Kind = MessageKind.Append,
            From = from,
            To = plan.To,
            Term = plan.Term,
            Index = plan.PreviousIndex,
            LogTerm = plan.PreviousTerm,
            Commit = plan.Commit,
            EntryTerm = last == plan.PreviousIndex ? 0 : plan.EntryTerm,
            EntryCount = (int)(last - plan.PreviousIndex),
        };
        var body = ArrayPool<byte>.Shared.Rent(_entries.Length);
        _entries.Written.CopyTo(body);
        frame = new OutFrame(FrameKind.Append, message, body, _entries.Length);
        return true;
    }

    public void Dispose() => _cursor?.Dispose();

    private const int BytesKept = 2 << 20;

    private ulong ReadEntries(in AppendPlan plan, bool isWitness)
    {
        var cursor = CursorFor(plan);
        var last = plan.PreviousIndex;
        while (last < plan.Last && _entries.Length < plan.BytesMax && cursor.TryRead(out var entry))
        {
            if (entry.Term != plan.EntryTerm)
                break;
            if (isWitness && !GroupTags.IsGroups(entry.Tag))
                EntriesCodec.Write(_entries, GroupTags.Elided, default);
            else
                EntriesCodec.Write(_entries, entry.Tag, entry.Payload);
            last = entry.Index;
        }

        return last;
    }

    /// <summary>A cursor reads ahead, so it serves one term only: in another the log may have been cut.</summary>
    private LogCursor CursorFor(in AppendPlan plan)
    {
        if (_cursor is { } cursor && _cursorTerm == plan.Term && cursor.NextIndex == plan.First)
            return cursor;
        _cursor?.Dispose();
        (_cursor, _cursorTerm) = (log.Read(plan.First), plan.Term);
        return _cursor;
    }
}
