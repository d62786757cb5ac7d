using FromScratch.LoadGen.Drivers;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Running;

/// <summary>Buffers and unanswered requests of one connection. Requests are answered in order; slots form a ring.</summary>
internal sealed class LoadConnection
{
    private const int ReceiveBytesMin = 16 * 1024;

    private readonly PendingRequest[] _pending;
    private readonly long[] _keys;
    private readonly int _keysPerRequest;
    private int _head;

    /// <param name="index">The poller's name of the connection.</param>
    /// <param name="slots">Most unanswered requests.</param>
    /// <param name="keysPerRequest">Most keys in one request.</param>
    /// <param name="receiveBytes">Room that any one piece of a reply fits in.</param>
    public LoadConnection(int index, int slots, int keysPerRequest, int receiveBytes)
    {
        Index = index;
        _pending = new PendingRequest[slots];
        _keysPerRequest = keysPerRequest;
        _keys = new long[slots * keysPerRequest];
        Received = new byte[Math.Max(ReceiveBytesMin, 2 * receiveBytes)];
    }

    public int Index { get; }

    public int Unanswered { get; private set; }

    public int FreeSlots => _pending.Length - Unanswered;

    /// <summary>Bytes received and not yet understood lie between both marks.</summary>
    public byte[] Received { get; }

    public int ReceivedStart { get; set; }

    public int ReceivedEnd { get; set; }

    public byte[] Output { get; private set; } = new byte[4096];

    public int OutputStart { get; set; }

    public int OutputEnd { get; set; }

    /// <summary>Whether the kernel refused more output and the poller watches for room.</summary>
    public bool WaitsForRoom { get; set; }

    public ref PendingRequest Oldest => ref _pending[_head];

    public ReadOnlySpan<long> OldestKeys => _keys.AsSpan(_head * _keysPerRequest, _pending[_head].KeyCount);

    public void Append(IProtocolDriver driver, OperationKind kind, ReadOnlySpan<long> keys, long startNs)
    {
        var slot = _head + Unanswered;
        if (slot >= _pending.Length)
            slot -= _pending.Length;
        _pending[slot] = new PendingRequest { Kind = kind, KeyCount = keys.Length, StartNs = startNs };
        keys.CopyTo(_keys.AsSpan(slot * _keysPerRequest));
        Unanswered++;
        Reserve(driver.RequestBytesMax(kind, keys.Length));
        OutputEnd += driver.WriteRequest(Output.AsSpan(OutputEnd), kind, keys);
    }

    public void RemoveOldest()
    {
        _head = _head + 1 == _pending.Length ? 0 : _head + 1;
        Unanswered--;
    }

    /// <summary>Moves the unread rest to the front when the free end has become small.</summary>
    public Span<byte> ReceiveSpace()
    {
        if (ReceivedStart == ReceivedEnd)
            ReceivedStart = ReceivedEnd = 0;
        else if (Received.Length - ReceivedEnd < Received.Length / 2)
        {
            Received.AsSpan(ReceivedStart, ReceivedEnd - ReceivedStart).CopyTo(Received);
            ReceivedEnd -= ReceivedStart;
            ReceivedStart = 0;
        }
        return Received.AsSpan(ReceivedEnd);
    }

    private void Reserve(int bytes)
    {
        if (Output.Length - OutputEnd >= bytes)
            return;
        var unsent = OutputEnd - OutputStart;
        var target = Output.Length >= unsent + bytes ? Output : new byte[Math.Max(2 * Output.Length, unsent + bytes)];
        Output.AsSpan(OutputStart, unsent).CopyTo(target);
        Output = target;
        OutputStart = 0;
        OutputEnd = unsent;
    }
}
