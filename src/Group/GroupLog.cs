using Microsoft.Extensions.Logging;

namespace FromScratch.Group;

/// <summary>The group's events, ids 1300 to 1349.</summary>
internal static partial class GroupLog
{
    [LoggerMessage(1300, LogLevel.Information, "first start in {Path}: this node is '{Name}', member {Id}")]
    public static partial void FirstStart(ILogger log, string path, string name, string id);

    [LoggerMessage(1301, LogLevel.Information, "a group is formed, {Cluster}: {Members}")]
    public static partial void Formed(ILogger log, string cluster, string members);

    [LoggerMessage(1302, LogLevel.Information, "this node belongs to the group {Cluster} now, formed by '{From}': {Members}")]
    public static partial void Joined(ILogger log, string cluster, string from, string members);

    [LoggerMessage(1303, LogLevel.Information, "this node, '{Name}', leads in term {Term}")]
    public static partial void Leads(ILogger log, string name, ulong term);

    [LoggerMessage(1304, LogLevel.Information, "'{Leader}' leads in term {Term}")]
    public static partial void Follows(ILogger log, string leader, ulong term);

    [LoggerMessage(1305, LogLevel.Warning, "nobody is known to lead in term {Term}")]
    public static partial void NoLeader(ILogger log, ulong term);

    [LoggerMessage(1306, LogLevel.Information, "the members from entry {Index} on: {Members}")]
    public static partial void Members(ILogger log, ulong index, string members);

    [LoggerMessage(1307, LogLevel.Warning, "member '{Name}' is replaced: {Old} was not heard of, {New} has come under its name")]
    public static partial void Replacing(ILogger log, string name, string old, string @new);

    [LoggerMessage(1308, LogLevel.Information, "member '{Name}' has caught up and becomes {Role}")]
    public static partial void Promoting(ILogger log, string name, string role);

    [LoggerMessage(1309, LogLevel.Information, "member '{Name}' is added as a learner")]
    public static partial void Adding(ILogger log, string name);

    [LoggerMessage(1310, LogLevel.Information, "connected to {Name} at {Address}, member {Id}")]
    public static partial void LinkUp(ILogger log, string name, string address, string id);

    [LoggerMessage(1311, LogLevel.Warning, "the connection to {Name} at {Address} is lost: {Reason}")]
    public static partial void LinkDown(ILogger log, string name, string address, string reason);

    [LoggerMessage(1312, LogLevel.Warning, "{Trouble}")]
    public static partial void LinkTrouble(ILogger log, string trouble);

    [LoggerMessage(1313, LogLevel.Debug, "the connection from {Name} has ended: {Reason}")]
    public static partial void InboundDown(ILogger log, string name, string reason);

    [LoggerMessage(1314, LogLevel.Warning, "a connection from {Remote} is refused: {Reason}")]
    public static partial void Refused(ILogger log, string remote, string reason);

    [LoggerMessage(1315, LogLevel.Warning, "the connection from {Name} is closed: {Reason}")]
    public static partial void Malformed(ILogger log, string name, string reason);

    [LoggerMessage(1316, LogLevel.Warning, "a connection could not be accepted: {Reason}")]
    public static partial void AcceptFailed(ILogger log, string reason);

    [LoggerMessage(1320, LogLevel.Information, "sending {Name} the snapshot of entry {Index}, {Bytes} bytes, from byte {Offset}")]
    public static partial void SnapshotSending(ILogger log, string name, ulong index, long bytes, long offset);

    [LoggerMessage(1321, LogLevel.Information, "{Name} has the snapshot of entry {Index}")]
    public static partial void SnapshotSent(ILogger log, string name, ulong index);

    [LoggerMessage(1322, LogLevel.Warning, "the snapshot of entry {Index} did not reach {Name}: {Reason}")]
    public static partial void SnapshotNotSent(ILogger log, ulong index, string name, string reason);

    [LoggerMessage(1323, LogLevel.Information, "the leader's snapshot of entry {Index} is in place")]
    public static partial void SnapshotInstalled(ILogger log, ulong index);

    [LoggerMessage(1324, LogLevel.Error, "the leader's snapshot of entry {Index} cannot be used: {Reason}")]
    public static partial void SnapshotNotInstalled(ILogger log, ulong index, string reason);

    [LoggerMessage(1330, LogLevel.Information, "cutting off what no leader knows, behind entry {Index}")]
    public static partial void Cutting(ILogger log, ulong index);

    [LoggerMessage(1331, LogLevel.Warning, "the disk has no room for the meta file; trying again")]
    public static partial void MetaDiskFull(ILogger log);

    [LoggerMessage(1332, LogLevel.Warning, "the promotion by force was not carried out: {Reason}")]
    public static partial void NotForced(ILogger log, string reason);

    [LoggerMessage(1340, LogLevel.Critical, "the group has stopped on this node: {Reason}")]
    public static partial void Failed(ILogger log, string reason);
}
