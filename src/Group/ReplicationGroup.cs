using FromScratch.Replication.Membership;
using System.Net;
using FromScratch.Group.Members;
using FromScratch.Log;
using FromScratch.Log.Files;
using Microsoft.Extensions.Logging;

namespace FromScratch.Group;

/// <summary>
/// One node's part in a group: a replica with its log, its meta file and its connections to the other members. What it carries is an
/// <see cref="IGroupMachine"/>. Every method may be called by any thread, also while it holds the machine's own lock, and never waits for
/// a disk or a network, but for those that say otherwise.
/// </summary>
public sealed partial class ReplicationGroup : IAsyncDisposable
{
    /// <summary>Recovers what the directory holds. No thread runs and no socket is open yet.</summary>
    /// <param name="options">How this node takes part.</param>
    /// <param name="directory">The group's and the machine's alone; stays the caller's to dispose, after the group.</param>
    /// <param name="machine">What the group carries.</param>
    /// <param name="newest">The snapshot that the machine has loaded; null = none.</param>
    /// <param name="time">For ticks and timeouts.</param>
    /// <param name="logger">For the operator.</param>
    /// <exception cref="ArgumentException">The options have a mistake, in one line.</exception>
    /// <exception cref="IOException">A file is damaged or missing: file, offset and what to do.</exception>
    public static ReplicationGroup Open(
        GroupOptions options, ILogDirectory directory, IGroupMachine machine, GroupSnapshot? newest, TimeProvider time, ILogger logger)
    {
        throw new NotSupportedException();
    }
}
public sealed partial class ReplicationGroup
{
    public WriteAheadLog Log => throw new NotSupportedException();
    public UInt128 ClusterId => throw new NotSupportedException();
    public GroupRole Role => throw new NotSupportedException();
    public ulong CommittedIndex => throw new NotSupportedException();
    public TimeSpan StaleFor => throw new NotSupportedException();
    public GroupStatus Status => throw new NotSupportedException();
    public void Start() => throw new NotSupportedException();
    public ProposeResult TryPropose(byte tag, ReadOnlySpan<byte> payload, ulong term, out ulong index) => throw new NotSupportedException();
    public void Flush() => throw new NotSupportedException();
    public void FlushHere() => throw new NotSupportedException();
    public LogCursor ReadLog(ulong from) => throw new NotSupportedException();
    public void Applied(ulong index) => throw new NotSupportedException();
    public bool TryLeaseRead() => throw new NotSupportedException();
    public void RequestRead(ulong ticket) => throw new NotSupportedException();
    public bool TryForward(ulong ticket, ReadOnlySpan<byte> body) => throw new NotSupportedException();
    public void Reply(ulong to, ulong ticket, ForwardOutcome o, ReadOnlySpan<byte> body) => throw new NotSupportedException();
    public void SnapshotTaken(ulong index) => throw new NotSupportedException();
    public void SyncLog() => throw new NotSupportedException();
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
public sealed partial class ReplicationGroup
{
    public string? TryTransfer(string? name) => throw new NotSupportedException();
    public string? TryAdd(PeerAddress peer, MemberRole role) => throw new NotSupportedException();
    public string? TryRemove(string name) => throw new NotSupportedException();
    public string? ForcePromote(string name) => throw new NotSupportedException();
}
