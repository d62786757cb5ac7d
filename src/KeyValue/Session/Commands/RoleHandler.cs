using System.Globalization;
using System.Text;
using FromScratch.KeyValue.Session.Statistics;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>ROLE, as Redis answers it: a leader is a master, every other member a replica of it.</summary>
internal static class RoleHandler
{
    public static Step Execute(in LocalCall call)
    {
        var store = call.Context.Store;
        var view = new ReplicationView(store);
        var reply = call.Reply;
        if (!store.IsLeader)
        {
            reply.Array(5);
            reply.Bulk("slave"u8);
            reply.Bulk(Encoding.UTF8.GetBytes(view.LeaderHost));
            reply.Integer(view.LeaderPort);
            reply.Bulk(view.HasLeader ? "connected"u8 : "connect"u8);
            reply.Integer((long)view.AppliedIndex);
            return Step.Done;
        }

        reply.Array(3);
        reply.Bulk("master"u8);
        reply.Integer((long)store.Stats.AppliedIndex);
        reply.Array(view.Replicas.Count);
        foreach (var replica in view.Replicas)
        {
            reply.Array(3);
            reply.Bulk(Encoding.UTF8.GetBytes(replica.Host));
            reply.Bulk(Encoding.UTF8.GetBytes(replica.Port.ToString(CultureInfo.InvariantCulture)));
            reply.Bulk(Encoding.UTF8.GetBytes(replica.Offset.ToString(CultureInfo.InvariantCulture)));
        }

        return Step.Done;
    }
}
