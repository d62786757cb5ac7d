using FromScratch.Group;
using FromScratch.KeyValue.Mirror;
using FromScratch.KeyValue.Snapshots;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Store;

/// <content>Being a copy of another group: see Mirror/MIRROR.md.</content>
public sealed partial class KeyValueStore
{
    /// <summary>What a copy of this group adds to an entry.</summary>
    private const int MirrorRoomBytes = 64;

    /// <summary>Under the gate, when the mirror's phase or this node's part in it may have changed.</summary>
    internal Action? MirrorChanged { get; set; }

    internal MirrorState Mirror => _executor.Mirror;

    /// <summary>Some entry of a client was refused because this is a copy.</summary>
    internal bool MayHaveRefused { get; private set; }

    /// <summary>This node leads, and has applied all that earlier leaders said.</summary>
    internal bool LeadsWithAllApplied => _role.IsLeader && _appliedTerm == _role.Term;

    private int ClientEntryBytesMax => _entryBytesMax - MirrorRoomBytes;

    /// <summary>
    /// Appends an entry of a copy; <see cref="EndBatch"/> gets it written. Full = try again when something was applied.
    /// </summary>
    /// <param name="entry">What it says.</param>
    /// <param name="timeMs">The other group's time.</param>
    /// <param name="began">The copy that it belongs to: if that is no longer this one, the answer is NotLeader.</param>
    internal ProposeResult ProposeMirror(in MirrorEntry entry, long timeMs, ulong began) =>
        Mirror.IsActive && Mirror.Began == began ? ProposeMirror(entry, timeMs, client: null) : ProposeResult.NotLeader;

    /// <summary>GROUP MIRROR: begins or ends it; OK when that is applied.</summary>
    internal ProposeResult SubmitMirror(IStoreClient client, in MirrorEntry entry) =>
        ProposeMirror(entry, Math.Max(_stampMs, NowMs), client);

    private ProposeResult ProposeMirror(in MirrorEntry entry, long timeMs, IStoreClient? client)
    {
        if (_failure is not null || _group is null)
            return ProposeResult.Failed;
        if (!_role.IsLeader)
            return ProposeResult.NotLeader;
        if (!HasRoom())
            return ProposeResult.Full;
        var op = new PendingOp { Client = client, Kind = PendingKind.Mirror, CommandCount = 1, Tag = EntryTag.Mirror };
        return Propose(op, timeMs, entry.ToArray());
    }

    /// <summary>What a snapshot says.</summary>
    private void TakeMirror(in SnapshotConfiguration configuration)
    {
        _executor.Mirror = configuration.Mirror.IsEmpty ? MirrorState.None : MirrorState.Decode(configuration.Mirror.Span);
        MirrorChanged?.Invoke();
    }

    private void Follow(ulong index, ReadOnlySpan<byte> payload)
    {
        var before = Mirror;
        _executor.Follow(index, payload);
        if (Mirror.Phase == before.Phase && Mirror.Upstream == before.Upstream)
            return;
        if (!Mirror.IsActive)
            _stampMs = Math.Max(_stampMs, Keys.LogTimeMs);
        MirrorChanged?.Invoke();
    }

    private void NoteAborted(ulong index)
    {
        MayHaveRefused |= Mirror.IsActive;
        _aborted.Note(index);
    }

    private void RefuseInCopy(in PendingOp op, RespWriter reply)
    {
        NoteAborted(op.Index);
        if (op.Kind == PendingKind.Eviction)
            _evictions.Applied();
        else if (op.Kind == PendingKind.Run)
            RefuseEach(op, reply, StoreReplies.IsCopy);
        else
            StoreReplies.Write(reply, StoreReplies.IsCopy, op.Kind == PendingKind.Transaction);
    }
}
