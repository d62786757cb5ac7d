using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Commands;
using FromScratch.KeyValue.Session.Commands;
using FromScratch.KeyValue.Session.Transactions;
using FromScratch.KeyValue.Store;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Replies;

namespace FromScratch.KeyValue.Session;

/// <summary>
/// MULTI to EXEC. The data commands of a transaction are one entry of the history; other commands queued with them are executed
/// here when its reply is there, and the replies are put into the order of the queue.
/// </summary>
internal sealed partial class KeyValueSession
{
    private const int WatchedKeysMax = 64 * 1024;

    /// <summary>Key and the version it had.</summary>
    private Dictionary<byte[], ulong>? _watched;
    private TransactionQueue? _transaction;
    private TransactionQueue? _transactionAwaited;

    public bool InTransaction => _transaction is not null;

    public int QueuedCount => _transaction?.Commands.Count ?? -1;

    private static ReplyLimits ReplyScanLimits => new(ReplyBytesMax: 1 << 30, ElementsMax: int.MaxValue, LineBytesMax: 1 << 20);

    private int WatchedCount => _watched?.Count ?? 0;

    public void Multi(RespWriter reply)
    {
        if (InTransaction)
        {
            reply.Error("ERR MULTI calls can not be nested"u8);
            return;
        }

        _transaction = new TransactionQueue();
        reply.Ok();
    }

    public void Discard(RespWriter reply)
    {
        if (!InTransaction)
        {
            reply.Error("ERR DISCARD without MULTI"u8);
            return;
        }

        DropTransaction();
        Unwatch();
        reply.Ok();
    }

    public void Watch(in RespRequest request, RespWriter reply)
    {
        if (InTransaction)
        {
            reply.Error("ERR WATCH inside MULTI is not allowed"u8);
            return;
        }

        if (WatchedCount + request.Count - 1 > WatchedKeysMax)
        {
            reply.Error("ERR too many watched keys"u8);
            return;
        }

        Context.ObserveTime();
        _watched ??= new Dictionary<byte[], ulong>(ByteStringComparer.Instance);
        var byKey = _watched.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (var i = 1; i < request.Count; i++)
        {
            if (!byKey.ContainsKey(request[i]))
                byKey[request[i]] = VersionOf(request[i]);
        }

        reply.Ok();
    }

    public void Unwatch() => _watched = null;

    public Step Exec(RespWriter reply)
    {
        if (_transaction is not { } queue)
        {
            reply.Error("ERR EXEC without MULTI"u8);
            return Step.Done;
        }

        if (queue.IsSpoilt)
        {
            reply.Error("EXECABORT Transaction discarded because of previous errors."u8);
            EndTransaction();
            return Step.Done;
        }

        if (queue.DataCount == 0)
        {
            EndTransaction(out var isStale);
            if (isStale)
                reply.NullArray();
            else
                Join(queue, [], reply);
            return Step.Done;
        }

        var result = Context.Store.SubmitTransaction(this, queue.Data, queue.DataCount, queue.Writes, Watched());
        if (result == SubmitResult.Full)
        {
            _awaitsRoom = true;
            return Step.Wait;
        }

        _transactionAwaited = queue.DataCount == queue.Commands.Count ? null : queue;
        EndTransaction();
        return Settle(reply.Output) ? Step.Submitted : Step.Deferred;
    }

    private void DropTransaction() => _transaction = null;

    private void EndTransaction() => EndTransaction(out _);

    private void EndTransaction(out bool isStale)
    {
        Context.ObserveTime();
        isStale = _watched?.Any(watched => VersionOf(watched.Key) != watched.Value) ?? false;
        DropTransaction();
        Unwatch();
    }

    private Step Enqueue(CommandSpec spec, in RespRequest request, ReadOnlySpan<byte> bytes, OutputBuffer output)
    {
        if (!Settle(output))
            return Step.Wait;
        var queue = _transaction!;
        var start = output.Length;
        var writer = new RespWriter(output, Version);
        var wire = WireForm(request, bytes);
        if (TransactionQueue.IsRefused(spec))
        {
            writer.Error("ERR Command not allowed inside a transaction"u8);
            queue.Spoil();
        }
        else if (!queue.HasRoomFor(wire.Length))
        {
            writer.Error("ERR the transaction is too large"u8);
            queue.Spoil();
        }
        else
        {
            if (DataCommands.Has(spec.Id))
                queue.AddData(spec, wire);
            else
                queue.AddLocal(spec, wire);
            writer.Raw(RespReplies.Queued);
        }

        DropFrom(output, start);
        return Step.Done;
    }

    /// <summary>The store's reply to the data commands of a transaction that has others: an array, or that it did not take place.</summary>
    private void JoinTransaction(ReadOnlySpan<byte> answer, OutputBuffer output)
    {
        var queue = _transactionAwaited!;
        _transactionAwaited = null;
        var start = output.Length;
        if (answer[0] != '*' || answer.StartsWith(RespReplies.NullArray))
            output.Write(answer);
        else
            Join(queue, answer[(answer.IndexOf((byte)'\n') + 1)..], new RespWriter(output, Version));
        if (DropsReplies)
            output.Truncate(start);
    }

    /// <param name="queue">What was queued.</param>
    /// <param name="replies">The replies of the data commands one behind the other.</param>
    /// <param name="reply">Where all replies go, in the order of the queue.</param>
    private void Join(TransactionQueue queue, ReadOnlySpan<byte> replies, RespWriter reply)
    {
        reply.Array(queue.Commands.Count);
        using var decoder = new RespRequestDecoder();
        var scanner = new ReplyScanner();
        foreach (var (spec, local) in queue.Commands)
        {
            if (local is not null)
            {
                if (decoder.Decode(local, RequestLimits.Default, out var request) != DecodeStatus.Done)
                    throw new InvalidOperationException("A queued request can no longer be read.");
                var start = reply.Output.Length;
                LocalCommands.Execute(this, spec, request, new RespWriter(reply.Output, Version));
                if (reply.Output.Written[start..] is [(byte)'-', ..] error)
                    Context.Counters.Failed(spec, error);
                continue;
            }

            if (scanner.Scan(replies, ReplyScanLimits, out var length) != DecodeStatus.Done)
                throw new InvalidOperationException("A transaction's reply has too few elements.");
            reply.Output.Write(replies[..length]);
            replies = replies[length..];
        }
    }

    private WatchedKey[] Watched() => _watched is null ? [] : [.. _watched.Select(static w => new WatchedKey(w.Key, w.Value))];

    private ulong VersionOf(ReadOnlySpan<byte> key)
    {
        var item = Context.Store.Keys.Find(key);
        return item.Exists ? item.Version : 0;
    }
}
