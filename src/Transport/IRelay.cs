using System.Net;

namespace FromScratch.Transport;

/// <summary>
/// A connection whose session passes bytes on to other connections of the same I/O loop, and makes such connections. All members
/// belong to the loop: they are called from sessions of that loop only (<see cref="IConnection.LoopIndex"/> tells which), and never run
/// another session on the caller's stack.
/// </summary>
public interface IRelayConnection : IConnection
{
    /// <summary>Bytes pushed or replied that the peer has not taken; what waits for the end of the round is not counted yet.</summary>
    int UnsentBytes { get; }

    /// <summary>Enough is unsent that the source should wait for <see cref="IRelaySession.OutputDrained"/>.</summary>
    bool IsOutputFull { get; }

    /// <summary>
    /// Sends bytes behind everything sent before, at the end of the loop's round; they are copied. Nothing after the close.
    /// </summary>
    void Push(ReadOnlySpan<byte> bytes);

    /// <summary>Nothing follows: once all is sent the peer sees the end of the stream. Input goes on.</summary>
    void FinishOutput();

    /// <summary>
    /// Nothing follows and nothing more is read: it closes once all is sent, and the end goes out with the last bytes where that can be.
    /// For another session's turn; its own then returns <see cref="SessionNext.Close"/>, as it does should it be asked again.
    /// </summary>
    void CloseWhenSent();

    /// <summary>
    /// Once it closes, the peer sees a reset and not an end, for what it got is not the whole. Output that is unsent then may be lost.
    /// </summary>
    void ResetOnClose();

    /// <summary>
    /// Connects to a server on this loop. Bytes may be pushed at once; they leave when the connection is made. The session is told by
    /// <see cref="IRelaySession.Connected"/>, or by <see cref="ISession.Closed"/> that it came to nothing. Such connections do not count
    /// as clients, and a drain leaves them open.
    /// </summary>
    /// <param name="server">Where it is.</param>
    /// <param name="session">Gets what comes from it.</param>
    /// <param name="options">Null = plain bytes from the start.</param>
    /// <returns>Null when no connection can even be tried (no descriptors, no route); the session hears nothing then.</returns>
    IRelayConnection? Dial(EndPoint server, IRelaySession session, DialOptions? options = null);

    /// <summary>Whether connections can go from one loop to another.</summary>
    bool CanGive { get; }

    /// <summary>
    /// Gives a connection that was dialled, and has nothing on its way in either direction, to another loop of the server. Here it is
    /// gone, without a word to its session; there the other session hears of it by <see cref="IRelaySession.Given"/>, or nothing when
    /// that loop has ended.
    /// </summary>
    /// <param name="loopIndex">Of that loop.</param>
    /// <param name="session">Is called on that loop only.</param>
    /// <returns>False when it is not quiet enough, or connections stay where they are: nothing has changed.</returns>
    bool TryGive(int loopIndex, IRelaySession session);
}

/// <summary>One end of a relay: a session that may have to do without input and with output that others make.</summary>
public interface IRelaySession : ISession
{
    /// <summary>Nothing of it is in flight: a drain may close it now.</summary>
    bool IsIdle { get; }

    /// <summary>A connection that was dialled is there.</summary>
    void Connected();

    /// <summary>A connection of another loop is this session's from now on, and is connected.</summary>
    void Given(IRelayConnection connection) => throw new NotSupportedException("It has asked for no connection.");

    /// <summary>
    /// The peer has sent all it will; everything before that has been presented. False = close when the output is sent; true = stay
    /// open for output until the session closes.
    /// </summary>
    bool InputFinished();

    /// <summary>The peer has taken enough that more can be pushed.</summary>
    void OutputDrained();

    /// <summary>Asked every quarter of a second, monotonic milliseconds; true = <see cref="ISession.Wake"/> is called at once.</summary>
    bool IsDue(long nowMs);
}
