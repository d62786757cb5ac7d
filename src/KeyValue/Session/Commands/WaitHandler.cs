using FromScratch.KeyValue.Session.Statistics;
using FromScratch.KeyValue.Store;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>
/// WAIT and WAITAOF: how many other members have on disk what this connection wrote last, and with it all before. Whoever leads knows;
/// who asks for no more than there is already is answered at once, others when there is, or when their time is up.
/// </summary>
internal static class WaitHandler
{
    public static Step Execute(in LocalCall call)
    {
        var isAof = call.Spec.Id == CommandId.WaitAof;
        var local = 0L;
        if (isAof && (!StrictInteger.TryParse(call[1], out local) || local is < 0 or > 1))
        {
            call.Reply.Error("ERR value is out of range, must be between 0 and 1"u8);
            return Step.Done;
        }

        if (!StrictInteger.TryParse(call[isAof ? 2 : 1], out var replicas) || (isAof && replicas < 0))
        {
            call.Reply.Raw(RespReplies.NotAnInteger);
            return Step.Done;
        }

        if (!StrictInteger.TryParse(call[isAof ? 3 : 2], out var timeoutMs))
        {
            call.Reply.Error("ERR timeout is not an integer or out of range"u8);
            return Step.Done;
        }

        if (timeoutMs < 0)
        {
            call.Reply.Error("ERR timeout is negative"u8);
            return Step.Done;
        }

        if (isAof && local > 0 && !call.Context.Options.AppendOnly)
        {
            call.Reply.Error("ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled."u8);
            return Step.Done;
        }

        if (!call.Context.Store.IsLeader)
        {
            call.Reply.Error(isAof
                ? "ERR WAITAOF cannot be used with replica instances. Ask the leader."u8
                : "ERR WAIT cannot be used with replica instances. Ask the leader."u8);
            return Step.Done;
        }

        var wish = new Wish(call.Context.Store, isAof, local, replicas, call.Context.Store.Stats.AppliedIndex);
        if (wish.IsMet)
        {
            wish.Write(call.Reply);
            return Step.Done;
        }

        return Deferral.Until(call.Session, timeoutMs, () => wish.IsMet, wish.Write);
    }

    /// <summary>What is waited for.</summary>
    private sealed class Wish(KeyValueStore store, bool isAof, long local, long replicas, ulong index)
    {
        public bool IsMet => Replicas >= replicas && (!isAof || Local >= local);

        private int Local => store.Group is { } group && group.DurableIndex >= index ? 1 : 0;

        private int Replicas => ReplicationView.CountKept(store, index);

        public void Write(RespWriter reply)
        {
            if (isAof)
            {
                reply.Array(2);
                reply.Integer(Local);
            }

            reply.Integer(Replicas);
        }
    }
}
