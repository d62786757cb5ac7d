using System.Runtime.CompilerServices;
using FromScratch.Group.Wire;

namespace FromScratch.Group.Links;

/// <summary>
/// What leaves on one connection, in order and bounded. Frames are queued under the group's lock and sent by <see cref="Drain"/>
/// without it: at once as far as the socket takes them, the rest when it takes more. One drainer at a time; whoever finds one at it
/// leaves the work there.
/// </summary>
internal sealed class FrameSender
{
    private const int WriteBytesMax = 1 << 20;
    private const int BufferBytesKept = 2 << 20;
    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly int _bytesMax;
    private readonly Counters _counters;
    private readonly Action<Exception> _failed;
    private readonly Action _goOn;
    private readonly WireWriter _frames = new(64 * 1024);
    private FrameCodec _codec;
    private List<OutFrame> _waiting = [];
    private List<OutFrame> _taken = [];
    private int _takenNext;
    private long _bytes;
    private int _requests;
    private bool _isOver;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _write;
    private long _progress;

    /// <param name="stream">Written by this object alone.</param>
    /// <param name="codec">Of this direction.</param>
    /// <param name="bytesMax">That may wait.</param>
    /// <param name="counters">To count in.</param>
    /// <param name="failed">Called once when nothing can be sent any more, on any thread.</param>
    public FrameSender(Stream stream, FrameCodec codec, int bytesMax, Counters counters, Action<Exception> failed)
    {
        (_stream, _codec, _bytesMax, _counters, _failed, _goOn) = (stream, codec, bytesMax, counters, failed, GoOn);
    }

    public bool HasWork => Volatile.Read(ref _bytes) > 0;

    /// <summary>Grows when the other side has taken bytes that had to wait: a sign of life.</summary>
    public long Progress => Volatile.Read(ref _progress);

    /// <summary>
    /// For what can wait for its turn elsewhere: half of the room is left to what the group cannot do without. Under the group's lock.
    /// </summary>
    public bool HasRoomToSpare(int bytes) => Volatile.Read(ref _bytes) + bytes <= _bytesMax / 2;

    /// <summary>Takes a frame. False = it was dropped: too much waits, or the connection is over.</summary>
    public bool TryEnqueue(in OutFrame frame)
    {
        lock (_gate)
        {
            var hasRoom = _bytes + frame.WireBytes <= _bytesMax;
            if (!_isOver && hasRoom)
            {
                _waiting.Add(frame);
                Volatile.Write(ref _bytes, _bytes + frame.WireBytes);
                return true;
            }
        }

        frame.Release();
        Interlocked.Increment(ref _counters.MessagesDropped);
        if (!frame.IsDroppable)
            End(new IOException("more waits to be sent than is allowed"));
        return false;
    }

    public void Drain()
    {
        if (Interlocked.Increment(ref _requests) == 1)
            Run();
    }

    /// <summary>Nothing is sent any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var frame in _waiting)
                frame.Release();
            _waiting.Clear();
        }
    }

    private void Run()
    {
        try
        {
            int seen;
            do
            {
                seen = Volatile.Read(ref _requests);
                while (TryTakeFrames())
                {
                    Interlocked.Add(ref _counters.BytesSent, _frames.Length);
#pragma warning disable CA2012 // Consumed once: here, or by the one that goes on when it completes.
                    _write = _stream.WriteAsync(_frames.WrittenMemory).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
                    if (!_write.IsCompleted)
                    {
                        _write.UnsafeOnCompleted(_goOn);
                        return;
                    }

                    _write.GetResult();
                }
            }
            while (Interlocked.Add(ref _requests, -seen) != 0);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            End(error);
        }
    }

    private void GoOn()
    {
        try
        {
            _write.GetResult();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            End(error);
            return;
        }

        Interlocked.Increment(ref _progress);
        Run();
    }

    private bool TryTakeFrames()
    {
        lock (_gate)
        {
            Volatile.Write(ref _bytes, _bytes - _frames.Length);
            if (_takenNext == _taken.Count)
            {
                _taken.Clear();
                _takenNext = 0;
                (_waiting, _taken) = (_taken, _waiting);
            }
        }

        _frames.Clear(BufferBytesKept);
        while (_takenNext < _taken.Count && _frames.Length < WriteBytesMax)
            Write(_taken[_takenNext++]);
        return _frames.Length > 0;
    }

    private void Write(in OutFrame frame)
    {
        var start = _frames.Length;
        _frames.Reserve(FrameCodec.HeaderBytes);
        if (frame.HasMessage)
            MessageCodec.Write(_frames, frame.Message);
        if (frame.Body is { } body)
            _frames.Bytes(body.AsSpan(0, frame.Length));
        _codec.Seal(_frames.Slice(start, _frames.Length - start), frame.Kind);
        frame.Release();
    }

    private void End(Exception error)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
        }

        Close();
        _failed(error);
    }
}
