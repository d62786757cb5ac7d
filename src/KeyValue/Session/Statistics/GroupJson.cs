using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FromScratch.Group;

namespace FromScratch.KeyValue.Session.Statistics;

/// <summary>The group's state as JSON: GROUP STATUS and the admin server's /status.</summary>
internal static class GroupJson
{
    public static ReadOnlySpan<byte> Bytes(GroupStatus status, MirrorView? mirror)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
            Write(json, status, mirror);
        return output.WrittenSpan;
    }

    public static void Write(Utf8JsonWriter json, GroupStatus status, MirrorView? mirror)
    {
        json.WriteStartObject();
        json.WriteString("node", status.NodeName);
        json.WriteString("role", status.IsLeader ? "leader" : status.IsFormed ? "follower" : "joining");
        json.WriteString("leader", status.LeaderName);
        json.WriteString("leaderClientAddress", status.LeaderClientAddress);
        json.WriteString("clusterId", status.ClusterId.ToString("x32", CultureInfo.InvariantCulture));
        json.WriteString("memberId", status.MemberId.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteNumber("term", status.Term);
        json.WriteNumber("firstIndex", status.FirstIndex);
        json.WriteNumber("lastIndex", status.LastIndex);
        json.WriteNumber("durableIndex", status.DurableIndex);
        json.WriteNumber("commitIndex", status.CommitIndex);
        json.WriteNumber("appliedIndex", status.AppliedIndex);
        json.WriteNumber("snapshotIndex", status.SnapshotIndex);
        if (status.StaleFor is { } stale)
            json.WriteNumber("staleMs", (long)stale.TotalMilliseconds);
        json.WriteBoolean("transferring", status.IsTransferring);
        json.WriteStartArray("members");
        foreach (var member in status.Members)
            Write(json, member, status);
        json.WriteEndArray();
        Write(json, status.Counters);
        if (mirror is not null)
            Write(json, mirror);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MirrorView mirror)
    {
        json.WriteStartObject("mirror");
        json.WriteString("upstream", mirror.Upstream);
        json.WriteString("phase", mirror.Phase);
        json.WriteString("clusterId", mirror.Identity.ToString("x32", CultureInfo.InvariantCulture));
        json.WriteNumber("index", mirror.Index);
        json.WriteNumber("lagEntries", mirror.LagEntries);
        json.WriteNumber("lagMs", mirror.LagMs);
        json.WriteString("error", mirror.Error);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MemberStatus member, GroupStatus status)
    {
        json.WriteStartObject();
        json.WriteString("name", member.Name);
        json.WriteString("id", member.Id.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteString("role", member.Role.ToString().ToLowerInvariant());
        json.WriteString("address", member.Address);
        json.WriteString("clientAddress", member.ClientAddress);
        json.WriteBoolean("self", member.IsSelf);
        json.WriteBoolean("leader", member.IsLeader);
        json.WriteBoolean("connected", member.IsConnected);
        json.WriteBoolean("heard", member.IsHeard);
        if (status.IsLeader && !member.IsSelf)
        {
            json.WriteString("shipping", member.Shipping);
            json.WriteNumber("matchIndex", member.MatchIndex);
            json.WriteNumber("lagEntries", status.LastIndex - Math.Min(status.LastIndex, member.MatchIndex));
            json.WriteNumber("inFlightBytes", member.InFlightBytes);
            json.WriteNumber("silentMs", member.SilentMs);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GroupCounters counters)
    {
        json.WriteStartObject("counters");
        json.WriteNumber("malformedFrames", counters.MalformedFrames);
        json.WriteNumber("refused", counters.Refused);
        json.WriteNumber("connected", counters.Connected);
        json.WriteNumber("disconnected", counters.Disconnected);
        json.WriteNumber("bytesSent", counters.BytesSent);
        json.WriteNumber("bytesReceived", counters.BytesReceived);
        json.WriteNumber("appendsSent", counters.AppendsSent);
        json.WriteNumber("appendsReceived", counters.AppendsReceived);
        json.WriteNumber("messagesDropped", counters.MessagesDropped);
        json.WriteNumber("snapshotsSent", counters.SnapshotsSent);
        json.WriteNumber("snapshotsReceived", counters.SnapshotsReceived);
        json.WriteNumber("forwarded", counters.Forwarded);
        json.WriteNumber("forwardsUnknown", counters.ForwardsUnknown);
        json.WriteNumber("noticesSent", counters.NoticesSent);
        json.WriteNumber("noticesDropped", counters.NoticesDropped);
        json.WriteNumber("elected", counters.Elected);
        json.WriteEndObject();
    }
}
