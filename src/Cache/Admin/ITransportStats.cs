using System.Net;

namespace FromScratch.Cache.Admin;

/// <summary>What `stats` and `stats conns` show of the transport.</summary>
public interface ITransportStats
{
    TransportTotals Read();

    /// <summary>Listeners, then open connections in no order; those that come or go meanwhile may be missing.</summary>
    IEnumerable<OpenConnection> Connections();
}

/// <summary>One reading, summed over I/O loops.</summary>
public readonly record struct TransportTotals
{
    /// <summary>Gauges.</summary>
    public long CurrentConnections { get; init; }
    public bool Accepting { get; init; }

    /// <summary>Counters.</summary>
    public long TotalConnections { get; init; }
    public long RejectedConnections { get; init; }
    public long BytesRead { get; init; }
    public long BytesWritten { get; init; }

    /// <summary>Times that a connection gave way to the others with requests left to execute.</summary>
    public long Yields { get; init; }

    /// <summary>Connections closed for their silence.</summary>
    public long IdleKicks { get; init; }

    /// <summary>Times that the listener stopped accepting.</summary>
    public long AcceptPauses { get; init; }
    public long AcceptPausedMicroseconds { get; init; }

    /// <summary>TLS handshakes that failed or took too long.</summary>
    public long HandshakesFailed { get; init; }
}

/// <param name="Id">The transport's id; memcached prints a file descriptor here.</param>
/// <param name="Remote">Null on a listener and where the transport has none.</param>
/// <param name="IdleSeconds">Since its last command; of a listener since it began to listen.</param>
public readonly record struct OpenConnection(long Id, EndPoint? Remote, EndPoint? Local, OpenConnectionState State, long IdleSeconds);

public enum OpenConnectionState : byte
{
    Listening,

    /// <summary>Waits for input.</summary>
    Reading,

    /// <summary>Executes requests.</summary>
    Executing,

    /// <summary>Waits for the peer to read.</summary>
    Writing,
    Closing,
}
