using System.Net;

namespace FromScratch.Transport;

/// <summary>What a session may know of, and ask of, the connection that carries it.</summary>
public interface IConnection
{
    /// <summary>Unique for the life of the process, counted from 1.</summary>
    long Id { get; }

    /// <summary>Index of the I/O loop that owns the connection; use it to pick per-loop state such as counters.</summary>
    int LoopIndex { get; }

    /// <summary>Whether <see cref="ISessionFactory.RoundEnding"/> follows each turn of its session.</summary>
    bool EndsRounds => false;

    /// <summary>Null where the transport has none (in-memory pair).</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>The listening address that accepted it.</summary>
    EndPoint? LocalEndPoint { get; }

    /// <summary>From any thread: has the I/O loop call <see cref="ISession.Wake"/> soon. Calls before that turn merge into one.</summary>
    void Wake();

    /// <summary>From any thread: closes as soon as the loop gets to it, unsent output dropped.</summary>
    void Abort();
}

/// <summary>Why a connection ended; also the label of the close counter.</summary>
public enum CloseReason : byte
{
    PeerClosed,
    SessionClosed,
    IdleTimeout,
    OutputOverLimit,
    InputOverLimit,
    Draining,
    Aborted,
    TransportError,

    /// <summary>The session threw; the exception was logged.</summary>
    SessionFailed,
}
