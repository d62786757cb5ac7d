using System.Net;
using FromScratch.Transport;

namespace FromScratch.TestKit.Sessions;

/// <summary>What a session sees as its connection in a <see cref="SessionHarness"/>; remembers what the session asked for.</summary>
public sealed class FakeConnection : IConnection
{
    private static long _lastId;
    private int _wakeAsked;
    private int _abortAsked;

    public long Id { get; init; } = Interlocked.Increment(ref _lastId);

    public int LoopIndex { get; init; }

    public bool EndsRounds { get; init; }

    public EndPoint? RemoteEndPoint { get; init; }

    public EndPoint? LocalEndPoint { get; init; }

    public bool AbortAsked => Volatile.Read(ref _abortAsked) != 0;

    public bool WakeAsked => Volatile.Read(ref _wakeAsked) != 0;

    public void Wake() => Volatile.Write(ref _wakeAsked, 1);

    public void Abort() => Volatile.Write(ref _abortAsked, 1);

    internal bool TakeWake() => Interlocked.Exchange(ref _wakeAsked, 0) != 0;
}
