using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Drivers;

/// <summary>
/// A wire protocol as the generator needs it: requests to bytes, and replies checked against what the <see cref="Dataset"/> says must
/// be there. A driver belongs to one thread and keeps no state between calls except scratch space; what a half-read reply needs lives
/// in <see cref="ReplyProgress"/>. Another protocol is another implementation of this interface.
/// </summary>
public interface IProtocolDriver
{
    /// <summary>Upper bound of the bytes of one request that carries <paramref name="keyCount"/> keys.</summary>
    int RequestBytesMax(OperationKind kind, int keyCount);

    /// <summary>Upper bound of the bytes that must be in one piece for <see cref="TryRead"/> to make progress.</summary>
    int ReplyPieceBytesMax { get; }

    /// <summary>Writes one request and returns its length in bytes.</summary>
    int WriteRequest(Span<byte> destination, OperationKind kind, ReadOnlySpan<long> keys);

    /// <summary>
    /// Reads and checks the reply to the oldest unanswered request as far as <paramref name="input"/> goes; consumed bytes need not be
    /// presented again. True when the reply is complete. Outcomes (hits, misses, wrong bytes) are counted in <paramref name="tally"/>.
    /// </summary>
    /// <exception cref="ProtocolDesyncException">The bytes are no reply to this request: nothing after them can be trusted.</exception>
    bool TryRead(
        ReadOnlySpan<byte> input, OperationKind kind, ReadOnlySpan<long> keys,
        ref ReplyProgress progress, ReplyTally tally, out int consumed);
}
