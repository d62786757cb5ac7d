using System.Text;
using FromScratch.Group;
using FromScratch.KeyValue.Mirror;
using FromScratch.KeyValue.Session.Statistics;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>GROUP MIRROR and REPLICAOF: the group becomes a copy of another one, or ends being one.</summary>
internal static class MirrorHandler
{
    public static Step ReplicaOf(in LocalCall call)
    {
        if (call.Is(1, "no"u8) && call.Is(2, "one"u8))
            return Execute(call, "");
        if (!StrictInteger.TryParse(call[2], out var port) || port is < 1 or > 65535)
        {
            call.Reply.Error("ERR Invalid master port"u8);
            return Step.Done;
        }

        return Execute(call, $"{Encoding.UTF8.GetString(call[1])}:{port}");
    }

    /// <param name="call">Where the reply goes; it comes when the group has taken the entry.</param>
    /// <param name="upstream">Addresses; empty = no copy any more.</param>
    public static Step Execute(in LocalCall call, string upstream)
    {
        var store = call.Context.Store;
        if (store.Group is null)
            return Refuse(call, "ERR nothing is kept on disk with appendonly no, so there is no group");
        if (upstream.Length > 0 && MirrorSource.WhyNot(upstream) is { } mistake)
            return Refuse(call, $"ERR {mistake}");
        if (upstream.Length == 0 && !store.Mirror.IsActive)
        {
            call.Reply.Ok();
            return Step.Done;
        }

        var step = upstream.Length == 0 ? MirrorStep.End : MirrorStep.Begin;
        switch (store.SubmitMirror(call.Session, new MirrorEntry(step, 0, Encoding.UTF8.GetBytes(upstream))))
        {
            case ProposeResult.Appended:
                return Step.Done;
            case ProposeResult.NotLeader:
                var view = new ReplicationView(store);
                return Refuse(
                    call, view.HasLeader ? $"ERR ask the leader, {view.LeaderHost}:{view.LeaderPort}" : "ERR nobody is known to lead");
            default:
                return Refuse(call, "ERR the log takes nothing now: try again");
        }
    }

    private static Step Refuse(in LocalCall call, string error)
    {
        call.Reply.Error(Encoding.UTF8.GetBytes(error));
        return Step.Done;
    }
}
