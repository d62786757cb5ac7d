using System.Net;

namespace FromScratch.Transport.Stats;

/// <summary>One open connection, as an operator sees it.</summary>
/// <param name="IdleSeconds">Since bytes last went either way.</param>
/// <param name="OutputBytes">Replies made and not yet taken by the peer.</param>
public sealed record ConnectionInfo(
    long Id, int LoopIndex, EndPoint? Remote, EndPoint? Local, ConnectionState State, long IdleSeconds, int OutputBytes);

/// <summary>One listening socket.</summary>
/// <param name="Id">Of the same sequence as the connections'.</param>
/// <param name="AgeSeconds">Since it began to listen.</param>
public sealed record ListenerInfo(long Id, EndPoint Address, bool Tls, long AgeSeconds);

public enum ConnectionState : byte
{
    /// <summary>Waits for a request, or for the rest of one.</summary>
    Reading,

    /// <summary>Has requests at hand and waits for its turn.</summary>
    Yielded,

    /// <summary>Its session waits for something else than input.</summary>
    AwaitingWake,

    /// <summary>The peer does not take its replies; nothing is read.</summary>
    Paused,

    /// <summary>Sends what is left, then closes.</summary>
    Closing,
    Closed,
}
