using System.Text.Json;
using FromScratch.KeyValue.Session;
using FromScratch.KeyValue.Session.Statistics;
using FromScratch.Transport;

namespace FromScratch.KeyValue.Observability;

/// <summary>The server's part of the admin server's /status.</summary>
internal static class StatusWriter
{
    public static void Write(Utf8JsonWriter json, KeyValueContext context, TransportServer transport)
    {
        lock (context.Store.Gate)
        {
            var keys = context.Store.Keys;
            var stats = context.Store.Stats;
            json.WriteString("protocolVersion", KeyValueContext.RedisVersion);
            json.WriteString("role", stats.IsLeader ? "master" : "replica");
            if (context.Store.Group is { } group)
            {
                json.WritePropertyName("group");
                GroupJson.Write(json, group.Status, MirrorView.Of(context));
            }

            json.WriteNumber("keys", keys.Count);
            json.WriteNumber("expiringKeys", keys.ExpiringCount);
            json.WriteNumber("memoryBytesUsed", keys.BytesUsed);
            json.WriteNumber("memoryBytesMax", context.Settings.MaxMemoryBytes);
            json.WriteNumber("keyHits", stats.KeyHits);
            json.WriteNumber("keyMisses", stats.KeyMisses);
            json.WriteNumber("expired", stats.KeysExpired);
            json.WriteNumber("evicted", stats.KeysEvicted);
            json.WriteNumber("commands", context.Counters.Commands);
            json.WriteNumber("term", stats.Term);
            json.WriteNumber("firstIndex", stats.FirstIndex);
            json.WriteNumber("appendedIndex", stats.AppendedIndex);
            json.WriteNumber("durableIndex", stats.DurableIndex);
            json.WriteNumber("appliedIndex", stats.AppliedIndex);
            json.WriteNumber("logBytes", stats.LogBytes);
            json.WriteNumber("lastSnapshotUnixSeconds", stats.LastSnapshotUnixSeconds);
            json.WriteBoolean("snapshotUnderWay", stats.SnapshotUnderWay);
            json.WriteBoolean("lastSnapshotFailed", stats.LastSnapshotFailed);
            json.WriteBoolean("diskFull", stats.DiskFull);
            json.WriteString("logFailure", stats.LogFailure);
        }

        json.WriteNumber("connections", transport.Stats().ConnectionsCurrent);
    }
}
