using System.Collections.Concurrent;
using System.Net;
using System.Text;
using FromScratch.Core.Buffers;

namespace FromScratch.Transport.Tests;

/// <summary>
/// One end of a relay that does what a test tells it, on its loop, and notes what it is told. With a <see cref="Peer"/> it passes on what
/// it gets, waits while the other's output is full, and passes the end on.
/// </summary>
internal sealed class RelayEnd : IRelaySession
{
    private readonly ConcurrentQueue<Action> _toDo = new();
    private bool _waitsForPeer;
    private bool _hasFinished;
    private bool _closes;

    public IRelayConnection Connection { get; set; } = null!;

    /// <summary>Null = what comes is noted.</summary>
    public RelayEnd? Peer { get; set; }

    /// <summary>connected, finished, closed with its reason: in their order.</summary>
    public ConcurrentQueue<string> Events { get; } = new();

    /// <summary>What came, without a peer.</summary>
    public string Received { get; private set; } = "";

    /// <summary>What the session answers to the end of its input.</summary>
    public bool StaysOpen { get; init; } = true;

    /// <summary>Takes nothing and asks to be woken.</summary>
    public volatile bool IsHeld;

    public volatile bool IsDueNow;

    public volatile bool Throws;

    public int Wakes { get; private set; }

    public int Drains { get; private set; }

    public int DueAsked { get; private set; }

    public long DueAtMs { get; private set; }

    /// <summary>Most bytes that waited in this connection when something was to be passed on to it.</summary>
    public int UnsentMax { get; private set; }

    public volatile bool IsBusy;

    public bool IsIdle => !IsBusy;

    public string Closing => Events.LastOrDefault(text => text.StartsWith("closed", StringComparison.Ordinal)) ?? "";

    /// <summary>Runs on the loop, soon.</summary>
    public void Do(Action action)
    {
        _toDo.Enqueue(action);
        Connection.Wake();
    }

    /// <summary>On the loop only. The other end gets no peer.</summary>
    public RelayEnd? Dial(EndPoint server, RelayEnd? end = null, DialOptions? how = null)
    {
        end ??= new RelayEnd();
        if (Connection.Dial(server, end, how) is not { } connection)
            return null;
        end.Connection = connection;
        return end;
    }

    public void Push(string text) => Connection.Push(Encoding.ASCII.GetBytes(text));

    /// <summary>Says its last on another's turn.</summary>
    public void End()
    {
        _closes = true;
        Connection.CloseWhenSent();
    }

    public void Given(IRelayConnection connection)
    {
        Connection = connection;
        Events.Enqueue($"given on {connection.LoopIndex}");
    }

    public void Connected() => Events.Enqueue("connected");

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        if (Throws)
            throw new InvalidOperationException("asked to throw");
        if (IsHeld)
            return new SessionResult(0, SessionNext.AwaitWake);
        if (Peer is not { } peer)
        {
            Received += Encoding.ASCII.GetString(input);
            return new SessionResult(input.Length, SessionNext.NeedInput);
        }

        if (input.IsEmpty)
            return new SessionResult(0, SessionNext.NeedInput);
        peer.UnsentMax = Math.Max(peer.UnsentMax, peer.Connection.UnsentBytes);
        if (peer.Connection.IsOutputFull)
        {
            _waitsForPeer = true;
            return new SessionResult(0, SessionNext.AwaitWake);
        }

        peer.Connection.Push(input);
        return new SessionResult(input.Length, SessionNext.NeedInput);
    }

    public SessionNext Wake(OutputBuffer output)
    {
        Wakes++;
        IsDueNow = false;
        while (_toDo.TryDequeue(out var action))
            action();
        if (_closes)
            return SessionNext.Close;
        return _waitsForPeer || IsHeld ? SessionNext.AwaitWake : SessionNext.Yield;
    }

    public bool InputFinished()
    {
        Events.Enqueue("finished");
        _hasFinished = true;
        if (Peer is not { } peer)
            return StaysOpen;
        peer.Connection.FinishOutput();
        if (!peer._hasFinished)
            return true;
        // Both directions are at their end: so are the connections.
        peer._closes = true;
        peer.Connection.Wake();
        return false;
    }

    public void OutputDrained()
    {
        Drains++;
        if (Peer is not { _waitsForPeer: true } peer)
            return;
        peer._waitsForPeer = false;
        peer.Connection.Wake();
    }

    public bool IsDue(long nowMs)
    {
        DueAsked++;
        DueAtMs = nowMs;
        return IsDueNow;
    }

    public void Closed(CloseReason reason)
    {
        Events.Enqueue($"closed {reason}");
        // Each side has finished, or one of them is gone: what was pushed still leaves.
        Peer?.Connection.FinishOutput();
    }
}
