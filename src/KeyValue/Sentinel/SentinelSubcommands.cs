using System.Globalization;
using System.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Sentinel;

/// <summary>
/// SENTINEL ...: who leads and who follows, with the fields of Redis 7.0. The group decides itself who leads: nothing is set here.
/// </summary>
internal static class SentinelSubcommands
{
    public static void Execute(SentinelContext context, in RespRequest request, RespWriter reply)
    {
        var word = Encoding.Latin1.GetString(request[1]).ToUpperInvariant();
        var view = context.Look();
        switch (word)
        {
            case "GET-MASTER-ADDR-BY-NAME" when request.Count == 3:
                WriteAddress(context, request, view, reply);
                break;
            case "MASTERS" when request.Count == 2:
                reply.Array(view.Master is null ? 0 : 1);
                if (view.Master is { } only)
                    WriteMaster(context, only, view, reply);
                break;
            case "MASTER" when request.Count == 3:
                if (!IsNamed(context, request, reply))
                    break;
                if (view.Master is { } master)
                    WriteMaster(context, master, view, reply);
                else
                    reply.Error("ERR nobody leads the group, and nobody has led it yet as far as this node knows"u8);
                break;
            case "REPLICAS" or "SLAVES" when request.Count == 3:
                if (IsNamed(context, request, reply))
                    WriteReplicas(view, reply);
                break;
            case "SENTINELS" when request.Count == 3:
                if (IsNamed(context, request, reply))
                    reply.Array(0);
                break;
            case "CKQUORUM" when request.Count == 3:
                if (IsNamed(context, request, reply))
                    CheckQuorum(view, reply);
                break;
            case "MYID" when request.Count == 2:
                reply.Bulk(Encoding.ASCII.GetBytes(context.RunId));
                break;
            default:
                reply.Error("ERR the nodes of this group decide themselves who leads: GROUP TRANSFER on a client port hands over"u8);
                break;
        }
    }

    private static void WriteAddress(SentinelContext context, in RespRequest request, SentinelView view, RespWriter reply)
    {
        if (!request[2].SequenceEqual(context.GroupName) || view.Master is not { } master)
        {
            reply.NullArray();
            return;
        }

        reply.Array(2);
        reply.Bulk(Encoding.UTF8.GetBytes(master.Host));
        reply.BulkInteger(master.Port);
    }

    private static bool IsNamed(SentinelContext context, in RespRequest request, RespWriter reply)
    {
        if (request[2].SequenceEqual(context.GroupName))
            return true;
        reply.Error("ERR No such master with that name"u8);
        return false;
    }

    private static void CheckQuorum(SentinelView view, RespWriter reply)
    {
        var up = view.VotersUp;
        if (up >= view.Quorum)
            reply.Simple(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"OK {up} usable Sentinels. Quorum and failover authorization can be reached")));
        else
            reply.Error(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"NOQUORUM {up} usable Sentinels. Not enough available Sentinels to reach the majority")));
    }

    private static void WriteMaster(SentinelContext context, SentinelNode master, SentinelView view, RespWriter reply)
    {
        reply.Map(20);
        Pair(reply, "name", context.GroupNameText);
        WriteCommon(reply, master, master.IsUp ? "master" : "master,o_down,s_down", "master");
        Pair(reply, "config-epoch", Text(view.Term));
        Pair(reply, "num-slaves", Text((ulong)view.Replicas.Count));
        Pair(reply, "num-other-sentinels", Text((ulong)view.VoterCount - 1));
        Pair(reply, "quorum", Text((ulong)view.Quorum));
        Pair(reply, "failover-timeout", "1000");
        Pair(reply, "parallel-syncs", "1");
    }

    private static void WriteReplicas(SentinelView view, RespWriter reply)
    {
        reply.Array(view.Replicas.Count);
        foreach (var replica in view.Replicas)
        {
            reply.Map(21);
            Pair(reply, "name", $"{replica.Host}:{Text((ulong)replica.Port)}");
            WriteCommon(reply, replica, replica.IsUp ? "slave" : "s_down,slave,disconnected", "slave");
            Pair(reply, "master-link-down-time", "0");
            Pair(reply, "master-link-status", replica.IsUp ? "ok" : "err");
            Pair(reply, "master-host", view.Master?.Host ?? "?");
            Pair(reply, "master-port", Text((ulong)(view.Master?.Port ?? 0)));
            Pair(reply, "slave-priority", "100");
            Pair(reply, "slave-repl-offset", Text(replica.Offset));
            Pair(reply, "replica-announced", "1");
        }
    }

    /// <summary>Thirteen pairs.</summary>
    private static void WriteCommon(RespWriter reply, SentinelNode node, string flags, string role)
    {
        Pair(reply, "ip", node.Host);
        Pair(reply, "port", Text((ulong)node.Port));
        Pair(reply, "runid", node.RunId);
        Pair(reply, "flags", flags);
        Pair(reply, "link-pending-commands", "0");
        Pair(reply, "link-refcount", "1");
        Pair(reply, "last-ping-sent", "0");
        Pair(reply, "last-ok-ping-reply", "0");
        Pair(reply, "last-ping-reply", "0");
        Pair(reply, "down-after-milliseconds", "300");
        Pair(reply, "info-refresh", "0");
        Pair(reply, "role-reported", role);
        Pair(reply, "role-reported-time", "0");
    }

    private static void Pair(RespWriter reply, string name, string value)
    {
        reply.Bulk(Encoding.UTF8.GetBytes(name));
        reply.Bulk(Encoding.UTF8.GetBytes(value));
    }

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
