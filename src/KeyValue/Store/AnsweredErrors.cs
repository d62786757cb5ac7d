using FromScratch.Core;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Replies;

namespace FromScratch.KeyValue.Store;

/// <summary>Finds the errors in what the store answers, and tells the client of each once, wherever it was executed.</summary>
internal sealed class AnsweredErrors
{
    private static readonly ReplyLimits NoLimits = new(ReplyBytesMax: 1 << 30, ElementsMax: int.MaxValue, LineBytesMax: 1 << 20);

    private ReplyScanner _scanner = new();

    /// <param name="client">Whom it is for.</param>
    /// <param name="op">What is answered.</param>
    /// <param name="reply">The one reply to it.</param>
    public void Tell(IStoreClient client, in PendingOp op, ReadOnlySpan<byte> reply)
    {
        if (op.Kind is PendingKind.Run or PendingKind.Refusal)
            return; // Told command by command.
        if (reply is [(byte)'-', ..])
            client.ErrorAnswered(op.Spec, reply);
        else if (IsTransaction(op) && reply is [(byte)'*', ..] && reply.IndexOf("\n-"u8) >= 0)
            TellElements(client, reply[(reply.IndexOf((byte)'\n') + 1)..]);
    }

    /// <param name="client">Whom it is for.</param>
    /// <param name="spec">What was executed; null = nothing was.</param>
    /// <param name="reply">The one reply to it.</param>
    public static void TellOne(IStoreClient client, CommandSpec? spec, ReadOnlySpan<byte> reply)
    {
        if (reply is [(byte)'-', ..])
            client.ErrorAnswered(spec, reply);
    }

    /// <summary>
    /// Or may be: what was sent to the leader does not say. No single command is answered by an array that holds errors.
    /// </summary>
    private static bool IsTransaction(in PendingOp op) =>
        op.Kind is PendingKind.Transaction or PendingKind.ReadTransaction or PendingKind.Forward;

    /// <summary>What looks like an error within a value is none.</summary>
    private void TellElements(IStoreClient client, ReadOnlySpan<byte> replies)
    {
        while (!replies.IsEmpty)
        {
            if (_scanner.Scan(replies, NoLimits, out var length) != DecodeStatus.Done)
            {
                // Another member's answer that is no reply: the client will see, and the next scan must not suffer.
                _scanner = new ReplyScanner();
                return;
            }

            if (replies[0] == '-')
                client.ErrorAnswered(null, replies[..length]);
            replies = replies[length..];
        }
    }
}
