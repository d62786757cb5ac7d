using System.Text;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Group;
using FromScratch.KeyValue.Mirror;
using FromScratch.KeyValue.Store;
using FromScratch.Log;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Feeds;

/// <summary>CHANGES: what is applied, read back from the log.</summary>
internal sealed class ChangeFeed : SessionStream
{
    private static readonly RequestLimits NoLimits = new(int.MaxValue, int.MaxValue, Authenticated: true);
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromSeconds(1);
    private static ReadOnlySpan<byte> FlushAll => "*1\r\n$8\r\nFLUSHALL\r\n"u8;

    private readonly KeyValueStore _store;
    private readonly TimeProvider _time;
    private readonly RespVersion _version;
    private readonly byte[] _prefix;
    private readonly LogCursor _cursor;
    private readonly RespRequestDecoder _decoder = new();

    /// <summary>The last entry that the reader knows to be behind it.</summary>
    private ulong _told;
    private long _toldTimestamp;

    /// <summary>Of the entry read last that has a time, unix milliseconds; 0 = there was none.</summary>
    private long _timeMs;

    /// <param name="store">What is read.</param>
    /// <param name="time">For the pace of progress messages.</param>
    /// <param name="version">Of the reader.</param>
    /// <param name="from">The first entry.</param>
    /// <param name="prefix">Of keys; empty = all.</param>
    public ChangeFeed(KeyValueStore store, TimeProvider time, RespVersion version, ulong from, byte[] prefix)
    {
        (_store, _time, _version, _prefix) = (store, time, version, prefix);
        _cursor = store.ReadLog(from);
        _told = from - 1;
        _toldTimestamp = time.GetTimestamp();
    }

    public override ulong LagEntries => _store.AppliedIndex + 1 - Math.Min(_store.AppliedIndex + 1, _cursor.NextIndex);

    public override StreamTurn Produce(OutputBuffer to)
    {
        var writer = new RespWriter(to, _version);
        try
        {
            return ReadOn(to, writer);
        }
        catch (LogEntryGoneException gone)
        {
            writer.Error(Compacted(gone.FirstIndex));
        }
        catch (Exception error) when (error is IOException or InvalidDataException or LogCorruptException or ObjectDisposedException)
        {
            writer.Error(Encoding.UTF8.GetBytes($"ERR the log cannot be read: {error.Message}"));
        }

        return StreamTurn.Ended;
    }

    /// <summary>What FEED.md says about entries that are gone.</summary>
    public static byte[] Compacted(ulong firstIndex) => Encoding.UTF8.GetBytes(
        $"COMPACTED the log begins at entry {firstIndex}: take a BACKUP, and go on behind its entry");

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _cursor.Dispose();
        _decoder.Dispose();
    }

    private StreamTurn ReadOn(OutputBuffer to, RespWriter writer)
    {
        var last = _store.AppliedIndex;
        while (_cursor.NextIndex <= last)
        {
            if (to.Length >= TurnBytes)
                return StreamTurn.More;
            if (!_cursor.TryRead(out var entry))
                return StreamTurn.Soon;
            if (!IsWanted(entry, out var commands, out var count))
                continue;
            if (count < 0)
            {
                writer.Error(Compacted(_store.FirstDecidedIndex));
                return StreamTurn.Ended;
            }

            Write(writer, to, entry, commands, count);
        }

        TellProgress(writer, last);
        return _told < last ? StreamTurn.Later : StreamTurn.Idle;
    }

    private void Write(RespWriter writer, OutputBuffer to, in LogEntry entry, ReadOnlySpan<byte> commands, int count)
    {
        writer.Push(4);
        writer.Bulk("change"u8);
        writer.Integer((long)entry.Index);
        writer.Integer(Entry.TimeOf(entry.Payload));
        writer.Array(count);
        to.Write(commands);
        Told(entry.Index);
    }

    private void TellProgress(RespWriter writer, ulong last)
    {
        if (_told >= last || _time.GetElapsedTime(_toldTimestamp) < ProgressPeriod)
            return;
        writer.Push(3);
        writer.Bulk("progress"u8);
        writer.Integer((long)last);
        writer.Integer(_timeMs);
        Told(last);
    }

    private void Told(ulong index)
    {
        _told = index;
        _toldTimestamp = _time.GetTimestamp();
    }

    /// <summary>False = it changes nothing that is asked for. A count of -1: whether it was aborted is not known any more.</summary>
    private bool IsWanted(in LogEntry entry, out ReadOnlySpan<byte> commands, out int count)
    {
        commands = default;
        count = 0;
        if (GroupTags.IsGroups(entry.Tag))
            return false;
        if (entry.Tag == (byte)EntryTag.Tick)
        {
            _timeMs = Entry.TimeOf(entry.Payload);
            return false;
        }

        commands = entry.Payload[Entry.PrefixBytes..];
        _timeMs = Entry.TimeOf(entry.Payload);
        if (entry.Tag == (byte)EntryTag.Mirror)
            return IsWantedOfCopy(MirrorEntry.Read(commands), out commands, out count);
        if (entry.Tag == (byte)EntryTag.Commands && _store.MayHaveRefused && _store.WasAborted(entry.Index) == true)
            return false;
        if (entry.Tag == (byte)EntryTag.Conditional)
        {
            if (_store.WasAborted(entry.Index) is not { } wasAborted)
            {
                count = -1;
                return true;
            }

            if (wasAborted)
                return false;
            for (var conditions = Entry.ReadConditionCount(ref commands); conditions > 0; conditions--)
                Entry.ReadCondition(ref commands, out _);
        }

        return Count(commands, out count);
    }

    /// <summary>A copy's changes can be followed in turn.</summary>
    private bool IsWantedOfCopy(MirrorEntry entry, out ReadOnlySpan<byte> commands, out int count)
    {
        commands = entry.Step == MirrorStep.Load ? FlushAll : entry.HasCommands ? entry.Body : default;
        return Count(commands, out count);
    }

    /// <summary>How many commands; false = none of their keys has the prefix.</summary>
    private bool Count(ReadOnlySpan<byte> commands, out int count)
    {
        var matches = _prefix.Length == 0;
        for (count = 0; !commands.IsEmpty; count++)
        {
            if (_decoder.Decode(commands, NoLimits, out var request) != DecodeStatus.Done)
                throw new InvalidDataException("an entry holds something else than a command");
            matches = matches || Matches(request);
            commands = commands[request.WireLength..];
        }

        return matches && count > 0;
    }

    private bool Matches(in RespRequest request)
    {
        if (CommandLookup.Find(request, out var spec) != LookupResult.Found)
            return true;
        var hasKeys = false;
        foreach (var index in spec!.KeysOf(request.Count))
        {
            if (request[index].StartsWith(_prefix))
                return true;
            hasKeys = true;
        }

        return !hasKeys;
    }
}
