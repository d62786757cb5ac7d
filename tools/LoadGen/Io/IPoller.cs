using System.Net.Sockets;

namespace FromScratch.LoadGen.Io;

/// <summary>
/// Readiness and transfer for the connections of one thread. Connections are known by the index they were added with. Nothing blocks
/// except <see cref="Wait"/>.
/// </summary>
public interface IPoller : IDisposable
{
    /// <summary>Result of a transfer that would have blocked.</summary>
    const int WouldBlock = -1;

    void Add(int index, Socket socket);

    /// <summary>Whether <see cref="Wait"/> also reports this connection when it can be written to.</summary>
    void WantWrite(int index, bool wanted);

    /// <summary>
    /// Waits at most <paramref name="timeoutNs"/> (negative: for ever) and lists the connections that are ready for anything.
    /// </summary>
    int Wait(Span<int> ready, long timeoutNs);

    /// <summary>Bytes read, 0 at the end of the stream, or <see cref="WouldBlock"/>.</summary>
    int Receive(int index, Span<byte> destination);

    /// <summary>Bytes written, or <see cref="WouldBlock"/>.</summary>
    int Send(int index, ReadOnlySpan<byte> source);
}
