using System.Globalization;
using System.Text;
using FromScratch.KeyValue.Feeds;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>CHANGES and BACKUP: a stream begins, see FEED.md.</summary>
internal static class FeedHandler
{
    public static Step Changes(in LocalCall call)
    {
        var store = call.Context.Store;
        if (WhyNot(call) is { } refusal)
            return Refuse(call, refusal);
        if (!TryReadOptions(call, out var prefix, out var expected))
            return Refuse(call, "ERR CHANGES FROM index|$ [PREFIX prefix] [HISTORY identity]"u8);
        if (call.Session.User is { AllKeys: false })
            return Refuse(call, Refusals.NoKeyPermission);
        var history = store.Group!.ClusterId.ToString("x32", CultureInfo.InvariantCulture);
        if (expected.Length > 0 && expected != history)
            return Refuse(call, Encoding.UTF8.GetBytes($"OTHERHISTORY this is the history of {history}, not of {expected}"));
        var from = (long)store.AppliedIndex + 1;
        if (!call.Is(2, "$"u8) && (!StrictInteger.TryParse(call[2], out from) || from < 1))
            return Refuse(call, "ERR an index is a whole number from 1 on, or $"u8);
        if ((ulong)from < store.Group.FirstIndex)
            return Refuse(call, ChangeFeed.Compacted(store.Group.FirstIndex));
        if ((ulong)from > store.Group.LastIndex + 1)
            return Refuse(call, Encoding.ASCII.GetBytes($"ERR the newest entry of this node is {store.Group.LastIndex}"));
        var feed = new ChangeFeed(store, call.Context.Time, call.Session.Version, (ulong)from, prefix);
        if (!TryBegin(call, feed))
            return Step.Done;
        call.Reply.Array(3);
        call.Reply.Bulk("changes"u8);
        call.Reply.Bulk(Encoding.ASCII.GetBytes(history));
        call.Reply.Integer(from);
        return Step.Done;
    }

    public static Step Backup(in LocalCall call)
    {
        if (WhyNot(call) is { } refusal)
            return Refuse(call, refusal);
        BackupStream? backup;
        try
        {
#pragma warning disable CA2000 // The pump disposes of it.
            backup = BackupStream.TryOpen(call.Context.Store, call.Session.Version);
#pragma warning restore CA2000
        }
        catch (IOException error)
        {
            return Refuse(call, Encoding.UTF8.GetBytes($"ERR the snapshot cannot be opened: {error.Message}"));
        }

        if (backup is null)
            return Refuse(call, "ERR there is no snapshot yet: BGSAVE makes one"u8);
        var (index, bytes) = (backup.Index, backup.Bytes);
        if (!TryBegin(call, backup))
            return Step.Done;
        call.Reply.Array(3);
        call.Reply.Bulk("snapshot"u8);
        call.Reply.Integer((long)index);
        call.Reply.Integer(bytes);
        return Step.Done;
    }

    private static bool TryReadOptions(in LocalCall call, out byte[] prefix, out string history)
    {
        (prefix, history) = ([], "");
        if (!call.Is(1, "from"u8) || call.Count % 2 == 0)
            return false;
        for (var at = 3; at < call.Count; at += 2)
        {
            if (call.Is(at, "prefix"u8))
                prefix = call[at + 1].ToArray();
            else if (call.Is(at, "history"u8))
                history = Encoding.UTF8.GetString(call[at + 1]);
            else
                return false;
        }

        return true;
    }

    private static byte[]? WhyNot(in LocalCall call)
    {
        if (call.Context.Store.Group is null)
            return "ERR nothing is kept on disk with appendonly no, so there is no history"u8.ToArray();
        return call.Session.Stream is null ? null : "ERR this connection is a stream already"u8.ToArray();
    }

    private static bool TryBegin(in LocalCall call, SessionStream stream)
    {
        if (!call.Context.Streams.TryAdd(call.Session, stream))
        {
            call.Reply.Error("ERR max number of streams reached"u8);
            return false;
        }

        call.Session.Stream = stream;
        return true;
    }

    private static Step Refuse(in LocalCall call, ReadOnlySpan<byte> error)
    {
        call.Reply.Error(error);
        return Step.Done;
    }
}
