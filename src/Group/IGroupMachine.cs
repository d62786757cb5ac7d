using FromScratch.Log.Files;

namespace FromScratch.Group;

/// <summary>
/// What a group carries: a key-value store, a queue. The group calls it from any thread, with no lock of the group held, and expects it
/// back soon. Calls may come at the same time and late: of indexes the highest counts.
/// </summary>
public interface IGroupMachine
{
    /// <summary>
    /// Entries up to here may be applied; read them by <see cref="ReplicationGroup.ReadLog"/> where they are not known anyhow.
    /// </summary>
    void Committed(ulong index);

    /// <summary>Who leads has changed, or what this node is.</summary>
    void RoleChanged(in GroupRole role);

    /// <summary>
    /// The log has been cut behind this entry. With CommitRule.Leader what a leader had applied may be among what is gone: then the
    /// machine goes back to its snapshot and applies the log from there. On the group's worker thread, before anything is appended again.
    /// </summary>
    void Truncated(ulong lastKept);

    /// <summary>After a propose was refused with Full or DiskFull.</summary>
    void RoomAgain();

    /// <summary>
    /// Once, and nothing after it: the log has failed or the group's promise is broken. Nothing may be acknowledged any more.
    /// </summary>
    void Failed(Exception error);

    /// <summary>
    /// A read asked for by <see cref="ReplicationGroup.RequestRead"/>: once this index is applied it may be executed. 0 = ask again.
    /// </summary>
    void ReadConfirmed(ulong ticket, ulong index);

    /// <summary>
    /// On the leader: another member's client wants something. Answer with <see cref="ReplicationGroup.Reply"/>, in any order.
    /// </summary>
    /// <param name="from">The member.</param>
    /// <param name="ticket">Goes back with the reply.</param>
    /// <param name="body">Valid during the call.</param>
    void Requested(ulong from, ulong ticket, ReadOnlySpan<byte> body);

    /// <summary>The reply to <see cref="ReplicationGroup.TryForward"/>; the body is valid during the call.</summary>
    void Replied(ulong ticket, ForwardOutcome outcome, ReadOnlySpan<byte> body);

    /// <summary>
    /// Another member said something in passing (<see cref="ReplicationGroup.Notify"/>); the body is valid during the call.
    /// </summary>
    void Noticed(ulong from, ReadOnlySpan<byte> body)
    {
        // Of use only to those who say something.
    }

    /// <summary>The newest snapshot's file in the directory, or null; the file stays there until <see cref="SnapshotDone"/>.</summary>
    GroupSnapshot? OpenSnapshot();

    /// <summary>The same for a witness, which keeps no content: index, term and members of the newest snapshot, and nothing else.</summary>
    GroupSnapshot? OpenWitnessSnapshot() => OpenSnapshot();

    void SnapshotDone(GroupSnapshot snapshot);

    /// <summary>
    /// A snapshot from the leader lies complete, checked for length and checksum of the transfer, synced, under a temporary name. Check it,
    /// put it in its place (rename, directory sync) and load it; what was served before is served until then. On the group's worker thread.
    /// </summary>
    /// <returns>What it says of itself; the log is restarted behind it by the group.</returns>
    /// <exception cref="IOException">It cannot be used; everything is as before.</exception>
    GroupSnapshot InstallSnapshot(ILogFile file);
}

/// <summary>What became of a forwarded request.</summary>
public enum ForwardOutcome : byte
{
    /// <summary>The leader answered.</summary>
    Answered,

    /// <summary>It was certainly not executed: try again or refuse.</summary>
    NotDone,

    /// <summary>Nobody knows whether it was executed.</summary>
    Unknown,
}

/// <param name="FileName">In the directory.</param>
/// <param name="Index">The last entry that is in it.</param>
/// <param name="Term">Of that entry.</param>
/// <param name="ConfigurationIndex">Of the entry that the configuration comes from.</param>
/// <param name="Members">The configuration at Index, as <see cref="MemberList"/> writes it.</param>
public sealed record GroupSnapshot(string FileName, ulong Index, ulong Term, ulong ConfigurationIndex, ReadOnlyMemory<byte> Members);

/// <summary>What this node is to its group.</summary>
/// <param name="IsLeader">It may propose.</param>
/// <param name="Term">The term.</param>
/// <param name="LeaderId">0 = nobody is known to lead.</param>
/// <param name="IsWitness">It votes and is not told what the entries say: its machine has nothing to show.</param>
public readonly record struct GroupRole(bool IsLeader, ulong Term, ulong LeaderId, bool IsWitness = false);
