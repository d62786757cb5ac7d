using FromScratch.Group;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <content>
/// Writes that one client sends in a row become one entry: a record's head and an entry's prefix take a third of a short write's bytes in
/// the log, on the way to every follower and on every disk.
/// </content>
public sealed partial class KeyValueStore
{
    private const int RunCommandsMax = 32;
    private const int RunBytesMax = 16 * 1024;

    /// <summary>The newest operation is not in the log yet: its client's next write may join it.</summary>
    private bool _isRunOpen;

    private SubmitResult SubmitToRun(in PendingOp op, ReadOnlySpan<byte> wire)
    {
        if (TryJoinRun(op.Client!, wire, op.MayGrow))
            return SubmitResult.Submitted;
        if (!TryCloseRun() || !IsLeader)
            return WaitForRoom(op.Client!);
        OpenRun(op, wire);
        return SubmitResult.Submitted;
    }

    /// <summary>Adds to the open run. False = there is none, or it is another client's, or full.</summary>
    private bool TryJoinRun(IStoreClient client, ReadOnlySpan<byte> wire, bool mayGrow)
    {
        if (!_isRunOpen)
            return false;
        ref var run = ref _pending.Tail;
        var end = run.Payload.Length;
        if (run.Client != client || run.CommandCount == RunCommandsMax || end + wire.Length > RunBytesMax
            || !_wire.TryExtend(ref run.Payload, wire.Length))
        {
            return false;
        }

        wire.CopyTo(run.Payload.Span[end..]);
        (run.Kind, run.Spec) = (PendingKind.Run, null);
        run.CommandCount++;
        // All of it counts as soon as one part does.
        _growingBytes += run.MayGrow ? wire.Length : mayGrow ? run.Payload.Length : 0;
        run.MayGrow |= mayGrow;
        return true;
    }

    private void OpenRun(PendingOp op, ReadOnlySpan<byte> wire)
    {
        _stampMs = Math.Max(_stampMs, NowMs);
        op.Payload = Pack(_stampMs, _random.NextUInt64(), wire);
        Enqueue(op);
        _isRunOpen = true;
    }

    /// <summary>Hands the open run to the log. False = it must wait, and everything behind it.</summary>
    private bool TryCloseRun()
    {
        if (!_isRunOpen)
            return true;
        switch (Append(EntryTag.Commands, _pending.Tail.Payload.Span, out var index))
        {
            case ProposeResult.Appended:
                _pending.NumberTail(index);
                _isRunOpen = false;
                return true;
            case ProposeResult.DiskFull:
                RefuseRun(StoreReplies.DiskFull);
                return true;
            case ProposeResult.NotLeader:
                // It is handing over, which may fail yet, or has done so and is told that all is over.
                TakeRole();
                return !_isRunOpen;
            default:
                return false;
        }
    }

    /// <summary>Each of its commands gets the error: at once, or behind the answers that the client still waits for.</summary>
    private void RefuseRun(ReadOnlySpan<byte> error)
    {
        _isRunOpen = false;
        ref var run = ref _pending.Tail;
        if (run.MayGrow)
            _growingBytes -= run.Payload.Length;
        _wire.Return(run.Payload);
        (run.Kind, run.Spec, run.MayGrow, run.Payload) = (PendingKind.Refusal, null, false, default);
        if (run.Client is { Unanswered: > 1 })
        {
            run.Payload = _wire.Take(error.Length);
            error.CopyTo(run.Payload.Span);
            return;
        }

        var op = run;
        _pending.RemoveTail();
        if (op.Client is not { } client)
            return;
        RefuseEach(op, new RespWriter(client.Answers, client.Version), error);
        client.Unanswered = 0;
        client.Answered();
    }

    private void ExecuteRun(in PendingOp op, RespWriter reply)
    {
        ReadOnlySpan<byte> wire = op.Payload.Span[Entry.PrefixBytes..];
        var context = OfEntry(op, reply);
        while (!wire.IsEmpty)
        {
            var start = op.Client?.Answers.Length ?? 0;
            var spec = _executor.ExecuteNext(ref wire, ref context);
            if (op.Client is { } client)
                AnsweredErrors.TellOne(client, spec, client.Answers.Written[start..]);
        }
    }

    /// <summary>The same error to each command of what was a run.</summary>
    private static void RefuseEach(in PendingOp op, RespWriter reply, ReadOnlySpan<byte> error)
    {
        for (var command = 0; command < op.CommandCount; command++)
        {
            var start = op.Client?.Answers.Length ?? 0;
            StoreReplies.Write(reply, error, isTransaction: false);
            if (op.Client is { } client)
                AnsweredErrors.TellOne(client, null, client.Answers.Written[start..]);
        }
    }
}
