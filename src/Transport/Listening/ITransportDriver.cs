using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Listening;

/// <summary>
/// What moves bytes for a set of listeners. Disposing closes everything, and is done when no thread or loop of the driver is left.
/// </summary>
internal interface ITransportDriver : IAsyncDisposable
{
    void Start();

    /// <summary>From any thread: accepts from this socket from now on.</summary>
    void Listen(BoundListener listener);

    /// <summary>
    /// From any thread: takes in the connections that the kernel has finished, and accepts no more when it returns. The socket stays open:
    /// the caller closes it or passes it on.
    /// </summary>
    void StopListening(BoundListener listener);

    /// <summary>A quarter of a second has passed: check time limits, try paused listeners again.</summary>
    void Tick();

    /// <summary>Stop accepting; close each connection when no request of it is in flight.</summary>
    void Drain();

    IEnumerable<ConnectionInfo> Connections();
}
