namespace FromScratch.Group.Links;

/// <summary>What has happened since the start; any thread.</summary>
internal sealed class Counters
{
    public long MalformedFrames;
    public long Refused;
    public long Connected;
    public long Disconnected;
    public long BytesSent;
    public long BytesReceived;
    public long AppendsSent;
    public long AppendsReceived;
    public long MessagesDropped;
    public long SnapshotsSent;
    public long SnapshotsReceived;
    public long SnapshotBytesSent;
    public long Forwarded;
    public long ForwardsUnknown;
    public long NoticesSent;
    public long NoticesDropped;
    public long Elected;

    public GroupCounters Read() => new()
    {
        MalformedFrames = Volatile.Read(ref MalformedFrames),
        Refused = Volatile.Read(ref Refused),
        Connected = Volatile.Read(ref Connected),
        Disconnected = Volatile.Read(ref Disconnected),
        BytesSent = Volatile.Read(ref BytesSent),
        BytesReceived = Volatile.Read(ref BytesReceived),
        AppendsSent = Volatile.Read(ref AppendsSent),
        AppendsReceived = Volatile.Read(ref AppendsReceived),
        MessagesDropped = Volatile.Read(ref MessagesDropped),
        SnapshotsSent = Volatile.Read(ref SnapshotsSent),
        SnapshotsReceived = Volatile.Read(ref SnapshotsReceived),
        SnapshotBytesSent = Volatile.Read(ref SnapshotBytesSent),
        Forwarded = Volatile.Read(ref Forwarded),
        ForwardsUnknown = Volatile.Read(ref ForwardsUnknown),
        NoticesSent = Volatile.Read(ref NoticesSent),
        NoticesDropped = Volatile.Read(ref NoticesDropped),
        Elected = Volatile.Read(ref Elected),
    };
}
