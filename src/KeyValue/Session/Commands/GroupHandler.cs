using System.Text;
using FromScratch.Group;
using FromScratch.KeyValue.Session.Statistics;
using FromScratch.Protocols.Resp;
using FromScratch.Replication.Membership;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>GROUP STATUS | ADD | REMOVE | TRANSFER | PROMOTE | MIRROR | SNAPSHOT: what an operator does with the group of nodes.</summary>
internal static class GroupHandler
{
    private static ReadOnlySpan<byte> Usage =>
        "ERR GROUP STATUS | ADD name host:port [voter|learner|witness] | REMOVE name | TRANSFER name | PROMOTE name [FORCE] "u8
        + "| MIRROR host:port[,host:port...]|OFF | SNAPSHOT"u8;

    public static Step Execute(in LocalCall call)
    {
        if (call.Context.Store.Group is not { } group)
        {
            call.Reply.Error("ERR nothing is kept on disk with appendonly no, so there is no group"u8);
            return Step.Done;
        }

        if (call.Is(1, "status"u8) && call.Count == 2)
            call.Reply.Bulk(GroupJson.Bytes(group.Status, MirrorView.Of(call.Context)));
        else if (call.Is(1, "add"u8) && call.Count is 4 or 5)
            Add(call, group);
        else if (call.Is(1, "remove"u8) && call.Count == 3)
            Tell(call.Reply, group.TryRemove(Text(call[2])));
        else if (call.Is(1, "transfer"u8) && call.Count == 3)
            Tell(call.Reply, group.TryTransfer(Text(call[2])));
        else if (call.Is(1, "promote"u8) && call.Count is 3 or 4)
            Promote(call, group);
        else if (call.Is(1, "mirror"u8) && call.Count == 3)
            return MirrorHandler.Execute(call, call.Is(2, "off"u8) ? "" : Text(call[2]));
        else if (call.Is(1, "snapshot"u8) && call.Count == 2)
            return SaveHandler.Save(call);
        else
            call.Reply.Error(Usage);
        return Step.Done;
    }

    private static void Add(in LocalCall call, ReplicationGroup group)
    {
        var role = MemberRole.Voter;
        if (call.Count == 5 && !Enum.TryParse(Text(call[4]), ignoreCase: true, out role))
            call.Reply.Error("ERR the role must be voter, learner or witness"u8);
        else
            Tell(call.Reply, group.TryAdd(Text(call[2]), Text(call[3]), role));
    }

    /// <summary>
    /// On the leader a transfer, which loses nothing. Elsewhere it would make this node lead with what it has, though a majority may have
    /// more: refused with what may be lost, unless FORCE is behind it.
    /// </summary>
    private static void Promote(in LocalCall call, ReplicationGroup group)
    {
        var name = Text(call[2]);
        if (call.Count == 4 && call.Is(3, "force"u8))
            Tell(call.Reply, group.ForcePromote(name));
        else if (call.Count == 4)
            call.Reply.Error(Usage);
        else if (call.Context.Store.IsLeader)
            Tell(call.Reply, group.TryTransfer(name));
        else
            Tell(call.Reply, group.DescribeForcedLoss(name, out var why) is { } loss ? $"{loss} FORCE does it all the same." : why);
    }

    private static void Tell(RespWriter reply, string? whyNot)
    {
        if (whyNot is null)
            reply.Ok();
        else
            reply.Error(Encoding.UTF8.GetBytes($"ERR {whyNot}"));
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
