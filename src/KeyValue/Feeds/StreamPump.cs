using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Session;
using FromScratch.KeyValue.Store;

namespace FromScratch.KeyValue.Feeds;

/// <summary>
/// One thread that fills the streams of all sessions. It reads files under no lock, and takes the gate to hand over what it has read. A
/// session whose earlier messages have not left gets no more.
/// </summary>
internal sealed class StreamPump(KeyValueStore store) : IDisposable
{
    public const int StreamsMax = 64;

    /// <summary>Messages that wait to be taken by the session's output.</summary>
    private const int WaitingBytesMax = 256 * 1024;
    private const int SoonMs = 5;
    private const int LaterMs = 1000;
    private readonly ManualResetEventSlim _signal = new();
    private readonly List<(KeyValueSession Session, SessionStream Stream)> _streams = [];
    private readonly OutputBuffer _made = new(64 * 1024, 256 * 1024);
    private Thread? _thread;
    private volatile bool _isStopping;
    private volatile int _count;

    /// <summary>Under the gate.</summary>
    public int Count => _count;

    /// <summary>Under the gate: of the feed that is farthest behind.</summary>
    public ulong LagEntriesMax => _streams.Count == 0 ? 0 : _streams.Max(entry => entry.Stream.LagEntries);

    /// <summary>Under the gate. False = there are too many; the stream is disposed of then.</summary>
    public bool TryAdd(KeyValueSession session, SessionStream stream)
    {
        if (_streams.Count >= StreamsMax || _isStopping)
        {
            stream.Dispose();
            return false;
        }

        _streams.Add((session, stream));
        _count = _streams.Count;
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "kv-streams" };
            _thread.Start();
        }

        _signal.Set();
        return true;
    }

    /// <summary>Something was applied, or a session has taken its messages. Any thread.</summary>
    public void Signal()
    {
        if (_count > 0 && !_signal.IsSet)
            _signal.Set();
    }

    public void Dispose()
    {
        _isStopping = true;
        _signal.Set();
        _thread?.Join();
        foreach (var (_, stream) in _streams)
            stream.Dispose();
        _streams.Clear();
        _signal.Dispose();
    }

    private void Run()
    {
        var turn = StreamTurn.Idle;
        while (!_isStopping)
        {
            if (turn != StreamTurn.More)
                _signal.Wait(turn switch { StreamTurn.Soon => SoonMs, StreamTurn.Later => LaterMs, _ => Timeout.Infinite });
            _signal.Reset();
            turn = TurnAll();
        }
    }

    /// <summary>What the one in the greatest hurry wants.</summary>
    private StreamTurn TurnAll()
    {
        (KeyValueSession Session, SessionStream Stream)[] streams;
        lock (store.Gate)
            streams = [.. _streams];
        var next = StreamTurn.Idle;
        foreach (var (session, stream) in streams)
        {
            var turn = TurnOf(session, stream);
            if (Hurry(turn) > Hurry(next))
                next = turn;
        }

        return next;
    }

    private static int Hurry(StreamTurn turn) => turn switch
    {
        StreamTurn.Later => 1,
        StreamTurn.Soon => 2,
        StreamTurn.More => 3,
        _ => 0,
    };

    private StreamTurn TurnOf(KeyValueSession session, SessionStream stream)
    {
        bool isOver;
        using (store.EnterGate())
        {
            isOver = session.Stream != stream;
            if (isOver)
                Remove(stream);
            else if (session.PushedBytes >= WaitingBytesMax)
                return StreamTurn.Idle;
        }

        if (isOver)
        {
            stream.Dispose();
            return StreamTurn.Idle;
        }

        _made.Clear();
        var turn = stream.Produce(_made);
        using (store.EnterGate())
        {
            if (session.Stream == stream && _made.Length > 0)
                session.PushRaw(_made.Written);
            if (turn == StreamTurn.Ended && session.Stream == stream)
                session.Stream = null;
        }

        return turn == StreamTurn.Ended ? StreamTurn.More : turn;
    }

    private void Remove(SessionStream stream)
    {
        _streams.RemoveAll(entry => entry.Stream == stream);
        _count = _streams.Count;
    }
}
