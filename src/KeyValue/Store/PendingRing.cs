using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

internal enum PendingKind : byte
{
    /// <summary>An entry of one command.</summary>
    Write,

    /// <summary>An entry of several commands that one client sent in a row; each has its own reply.</summary>
    Run,

    /// <summary>An entry that is answered by an array.</summary>
    Transaction,

    /// <summary>A command without an entry.</summary>
    Read,

    /// <summary>A transaction without an entry.</summary>
    ReadTransaction,

    /// <summary>A reply that is known and waits for those before it.</summary>
    Reply,

    /// <summary>What was a run: the same error to each of its commands.</summary>
    Refusal,

    /// <summary>An entry of the store's own: DEL of keys that must go for want of memory.</summary>
    Eviction,

    /// <summary>An entry of the store's own that moves the time on.</summary>
    Tick,

    /// <summary>An entry of a group that is a copy of another one.</summary>
    Mirror,

    /// <summary>A write that the leader executes; its answer stands in place of the payload once it is there.</summary>
    Forward,
}

internal enum ForwardState : byte
{
    /// <summary>Nobody was there to send it to, or it came back not done.</summary>
    Unsent,
    Sent,

    /// <summary>The answer is there.</summary>
    Answered,

    /// <summary>It was certainly not executed, and there is no time left.</summary>
    GivenUp,
}

/// <summary>What was submitted and not executed yet.</summary>
internal struct PendingOp
{
    /// <summary>Null = nobody waits for the answer.</summary>
    public IStoreClient? Client;

    /// <summary>Of a single command.</summary>
    public CommandSpec? Spec;

    /// <summary>The payload as it stands in the log, or would stand; the reply of <see cref="PendingKind.Reply"/>.</summary>
    public WireQueue.Slice Payload;

    /// <summary>0 = no entry.</summary>
    public ulong Index;

    public int CommandCount;
    public PendingKind Kind;
    public EntryTag Tag;
    public ForwardState Forwarded;

    /// <summary>Of a read that must be confirmed first; null = it need not.</summary>
    public ReadRound? Round;

    /// <summary>When a write that is to be forwarded came, for giving up.</summary>
    public long BeganTimestamp;

    /// <summary>It may take more memory than is told yet.</summary>
    public bool MayGrow;
}

/// <summary>
/// The operations that wait, oldest first; at most <see cref="OperationsMax"/>. Each keeps the place that it got when it came, for as
/// long as
/// the ring exists: what comes from elsewhere later finds it by that.
/// </summary>
internal sealed class PendingRing
{
    public const int OperationsMax = 64 * 1024;
    private readonly Queue<ulong> _entries = new();
    private PendingOp[] _slots = new PendingOp[256];
    private int _head;

    public int Count { get; private set; }

    /// <summary>Of the oldest one.</summary>
    public ulong HeadPlace { get; private set; }

    /// <summary>Of the next one that is added.</summary>
    public ulong TailPlace => HeadPlace + (ulong)Count;

    /// <summary>Index of the oldest operation that is an entry.</summary>
    public ulong NextEntry => _entries.TryPeek(out var index) ? index : ulong.MaxValue;

    public bool IsFull => Count >= OperationsMax;

    /// <summary>The oldest one. There is one.</summary>
    public ref PendingOp Head => ref _slots[_head];

    /// <summary>The newest one. There is one.</summary>
    public ref PendingOp Tail => ref this[Count - 1];

    /// <summary>Counted from the oldest.</summary>
    public ref PendingOp this[int position] => ref _slots[(_head + position) & (_slots.Length - 1)];

    public void Add(in PendingOp op)
    {
        if (Count == _slots.Length)
            Grow();
        this[Count] = op;
        Count++;
        if (op.Index > 0)
            _entries.Enqueue(op.Index);
    }

    /// <summary>The newest one has become an entry.</summary>
    public void NumberTail(ulong index)
    {
        Tail.Index = index;
        _entries.Enqueue(index);
    }

    /// <summary>The newest one, which is no entry.</summary>
    public void RemoveTail()
    {
        Tail = default;
        Count--;
    }

    public void RemoveHead()
    {
        if (_slots[_head].Index > 0)
            _entries.Dequeue();
        _slots[_head] = default;
        HeadPlace++;
        _head = (_head + 1) & (_slots.Length - 1);
        Count--;
    }

    private void Grow()
    {
        var slots = new PendingOp[2 * _slots.Length];
        for (var position = 0; position < Count; position++)
            slots[position] = this[position];
        (_slots, _head) = (slots, 0);
    }
}
