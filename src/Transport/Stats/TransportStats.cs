namespace FromScratch.Transport.Stats;

/// <summary>A snapshot of one server's transport counters.</summary>
public sealed record TransportStats
{
    /// <summary>Summed over <see cref="Loops"/>.</summary>
    public required LoopStats Total { get; init; }

    /// <summary>By <see cref="IConnection.LoopIndex"/>.</summary>
    public required IReadOnlyList<LoopStats> Loops { get; init; }

    /// <summary>Open connections, those still in their TLS handshake included.</summary>
    public required long ConnectionsCurrent { get; init; }

    public required long ConnectionsMax { get; init; }

    /// <summary>Closed at once because of <see cref="TransportOptions.ConnectionsMax"/>.</summary>
    public required long ConnectionsRejected { get; init; }

    /// <summary>Times that accepting stopped for a moment because accept failed.</summary>
    public required long AcceptPauses { get; init; }

    public required long AcceptPausedMicroseconds { get; init; }

    /// <summary>TLS handshakes that failed or took too long.</summary>
    public required long HandshakesFailed { get; init; }

    /// <summary>Memory that incomplete requests hold now.</summary>
    public required long InputBytes { get; init; }

    public long IdleKicks => Total.ClosedBy(CloseReason.IdleTimeout);
}
