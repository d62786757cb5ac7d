using System.Runtime.CompilerServices;
using FromScratch.Core.Buffers;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Connections;

/// <summary>
/// The rules of one connection, without its I/O: when the session runs, what is kept between its calls, when to read, pause, yield and
/// close. A driver calls it from one thread at a time: it asks <see cref="WantsInput"/>, <see cref="WantsTurn"/> and
/// <see cref="MustClose"/> what to do, sends the output of each call, and hands in what could not be sent by <see cref="Keep"/>.
/// </summary>
internal sealed class ConnectionCore(ISession session, ConnectionLimits limits, long nowMs)
{
    /// <summary>Up to here an incomplete request is copied in front of the next read into the driver's shared buffer, so that reads stay
    /// large; a longer one is read on in its own buffer, so that it is not copied again and again.</summary>
    private const int RejoinBytesMax = 4096;

    private readonly IRelaySession? _relay = session as IRelaySession;
    private ByteQueue _input = new(limits.InputBudget);
    private ByteQueue _unsent = new(null);
    private SessionNext _next;
    private int _inputWanted;
    private bool _paused;
    private bool _wakeDeferred;
    private bool _peerFinished;
    private bool _staysForOutput;
    private bool _outputBroken;
    private bool _draining;
    private bool _closed;
    private CloseReason? _failure;
    private long _activeMs = nowMs;

    /// <summary>Whether received bytes may be handed in now.</summary>
    public bool WantsInput => _next == SessionNext.NeedInput && !IsHeld && !_peerFinished && _failure is null;

    /// <summary>Whether <see cref="Continue"/> can do something with the bytes at hand.</summary>
    public bool WantsTurn => !IsHeld && _failure is null && (_next == SessionNext.Yield || _wakeDeferred);

    /// <summary>Why to close now; null as long as the connection lives or has output to send.</summary>
    public CloseReason? MustClose
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _next == SessionNext.NeedInput && !_peerFinished && !_draining && _failure is null ? null : ReasonToClose();
    }

    /// <summary>The session has said its last: when all is sent the connection closes at once.</summary>
    public bool IsEnding => _next == SessionNext.Close && _failure is null;

    public bool HasUnsent => !_unsent.IsEmpty;

    /// <summary>Output is dropped: the peer takes none any more.</summary>
    public bool IsOutputBroken => _outputBroken;

    public int UnsentBytes => _unsent.Length;

    public bool HasInput => !_input.IsEmpty;

    /// <summary>The source of pushed bytes should wait.</summary>
    public bool IsOutputFull => _unsent.Length >= limits.OutputPauseBytes;

    public IRelaySession? Relay => _relay;

    /// <summary>
    /// Output that is not taken stops the input, unless others make the output: the two directions of a relay do not wait for each other.
    /// </summary>
    private bool IsHeld => _paused && _relay is null;

    public ReadOnlySpan<byte> Unsent => _unsent.Span;

    public ReadOnlyMemory<byte> UnsentMemory => _unsent.Memory;

    public long LastActiveMs => Volatile.Read(ref _activeMs);

    public ConnectionState State => this switch
    {
        { _closed: true } => ConnectionState.Closed,
        { _next: SessionNext.Close } or { _failure: not null } or { _peerFinished: true } => ConnectionState.Closing,
        { _paused: true } => ConnectionState.Paused,
        { _next: SessionNext.Yield } => ConnectionState.Yielded,
        { _next: SessionNext.AwaitWake } => ConnectionState.AwaitingWake,
        _ => ConnectionState.Reading,
    };

    /// <summary>
    /// Where to receive: the shared buffer where possible. An empty window: the input limit was hit, see <see cref="MustClose"/>.
    /// </summary>
    public ReceiveWindow Window(byte[] shared)
    {
        if (_input.IsEmpty)
            return new ReceiveWindow(shared, 0, shared.Length, Own: false);
        return WindowBehindInput(shared);
    }

    /// <summary>Takes in the <paramref name="count"/> bytes received into <paramref name="window"/> and runs the session.</summary>
    public void Received(in ReceiveWindow window, int count, OutputBuffer output, long nowMs)
    {
        _activeMs = nowMs;
        if (!WantsInput)
            HoldBack(window, count);
        else if (_input.IsEmpty)
            ExecuteShared(window.Array.AsSpan(window.Offset, count), output);
        else if (window.Own)
            ReceivedOwn(count, output);
        else if (window.Offset == _input.Length)
            Rejoined(window, count, output);
        else if (TryStore(window.Array.AsSpan(window.Offset, count)) && _input.Length >= _inputWanted)
            ExecuteOwn(output);
    }

    /// <summary>
    /// Keeps bytes that arrived when the session could not be run (a receive that was under way when the
    /// connection paused); they get a turn.
    /// </summary>
    public void HoldBack(in ReceiveWindow window, int count)
    {
        if (_next == SessionNext.Close || _failure is not null || !TryStore(window.Array.AsSpan(window.Offset, count)))
            return;
        if (_next == SessionNext.NeedInput && _input.Length >= _inputWanted)
            _next = SessionNext.Yield;
    }

    /// <summary>A turn with the bytes at hand: after a yield, or when a pause is over.</summary>
    public void Continue(OutputBuffer output)
    {
        if (_wakeDeferred)
            Wake(output);
        else if (_next == SessionNext.Yield)
            ExecuteOwn(output);
    }

    /// <summary>Passes a wake on to the session, or keeps it for later while the peer does not take its output.</summary>
    public void Wake(OutputBuffer output)
    {
        var live = _next != SessionNext.Close && _failure is null;
        _wakeDeferred = live && IsHeld;
        if (!live || IsHeld)
            return;
        var before = _next;
        var next = session.Wake(output);
        // A wait is over: requests behind the one that waited may be complete. A yield that was due stays due.
        if (next == SessionNext.NeedInput && (before == SessionNext.Yield || (before == SessionNext.AwaitWake && HasInput)))
            next = SessionNext.Yield;
        if (next == SessionNext.Yield)
            _inputWanted = 0;
        _next = next;
    }

    /// <summary>Keeps what the driver could not send.</summary>
    public void Keep(ReadOnlySpan<byte> unsent, long nowMs)
    {
        if (_outputBroken)
            return;
        if (_unsent.IsEmpty)
            _activeMs = nowMs;
        if (_unsent.Length + (long)unsent.Length > limits.OutputBytesMax)
        {
            Fail(CloseReason.OutputOverLimit);
            return;
        }

        _unsent.TryAppend(unsent);
        if (_unsent.Length >= limits.OutputPauseBytes)
            _paused = true;
    }

    /// <summary>
    /// The driver waits for the peer to take <see cref="Unsent"/> and can do nothing else meanwhile, however little it is.
    /// </summary>
    public void Pause() => _paused = true;

    /// <summary><paramref name="count"/> bytes of <see cref="Unsent"/> were taken.</summary>
    public void Sent(int count, long nowMs)
    {
        _activeMs = nowMs;
        _unsent.Consume(count);
        if (!_paused || _unsent.Length > limits.OutputPauseBytes / 2)
            return;
        _paused = false;
        _relay?.OutputDrained();
    }

    /// <summary>
    /// The peer takes nothing any more. What it sent before may still lie in the kernel (an answer that came early, then a close), so a
    /// relay reads on to the end or the error; for others there is nothing left to do.
    /// </summary>
    public void OutputBroken()
    {
        if (_relay is null)
        {
            Fail(CloseReason.PeerClosed);
            return;
        }

        _outputBroken = true;
        _paused = false;
        _unsent.Clear();
    }

    /// <summary>The peer will send no more; what is made for it is still sent.</summary>
    public void PeerFinished()
    {
        _peerFinished = true;
        _staysForOutput = _relay is not null && _next != SessionNext.Close && _failure is null && _relay.InputFinished();
    }

    /// <summary>Close now, unsent output dropped. The first reason counts.</summary>
    public void Fail(CloseReason reason) => _failure ??= reason;

    /// <summary>The session, on another's turn, has no more to say.</summary>
    public void End() => _next = SessionNext.Close;

    /// <summary>From now on, close as soon as no request is in flight.</summary>
    public void BeginDrain() => _draining = true;

    /// <summary>Applies the time limits; true when the session wants to be woken over its own.</summary>
    public bool CheckTime(long nowMs)
    {
        var silentMs = nowMs - _activeMs;
        if (HasUnsent && (_paused || _peerFinished || _next == SessionNext.Close) && silentMs >= limits.OutputStallMs)
            Fail(CloseReason.OutputOverLimit);
        else if (limits.IdleMs > 0 && _next == SessionNext.NeedInput && silentMs >= limits.IdleMs && !session.MayBeSilent)
            Fail(CloseReason.IdleTimeout);
        return _relay is not null && _failure is null && _relay.IsDue(nowMs);
    }

    /// <summary>The end: tells the session and gives the buffers back.</summary>
    public void Closed(CloseReason reason)
    {
        if (_closed)
            return;
        _closed = true;
        _failure ??= reason;
        _input.Clear();
        _unsent.Clear();
        session.Closed(reason);
    }

    private CloseReason? ReasonToClose()
    {
        if (_failure is not null)
            return _failure;
        if (HasUnsent)
            return null;
        if (_next == SessionNext.Close)
            return CloseReason.SessionClosed;
        if (_next != SessionNext.NeedInput)
            return null;
        if (_peerFinished && !_staysForOutput)
            return CloseReason.PeerClosed;
        return _draining && !HasInput && _relay is not { IsIdle: false } ? CloseReason.Draining : null;
    }

    private ReceiveWindow WindowBehindInput(byte[] shared)
    {
        var length = _input.Length;
        if (length <= RejoinBytesMax && _inputWanted <= shared.Length)
        {
            _input.Span.CopyTo(shared);
            return new ReceiveWindow(shared, length, shared.Length - length, Own: false);
        }

        // Room grows with what has arrived, whatever length the peer has announced.
        var room = Math.Max(shared.Length, length);
        if (_inputWanted > length)
            room = Math.Min(room, _inputWanted - length);
        if (_input.TryReserve(room))
            return _input.Free(room);
        Fail(CloseReason.InputOverLimit);
        return default;
    }

    private void Rejoined(in ReceiveWindow window, int count, OutputBuffer output)
    {
        var all = window.Array.AsSpan(0, window.Offset + count);
        if (all.Length < _inputWanted)
        {
            TryStore(all[window.Offset..]);
            return;
        }

        _input.Clear();
        ExecuteShared(all, output);
    }

    private bool TryStore(ReadOnlySpan<byte> bytes)
    {
        if (_input.TryAppend(bytes))
            return true;
        Fail(CloseReason.InputOverLimit);
        return false;
    }

    private void ReceivedOwn(int count, OutputBuffer output)
    {
        _input.Commit(count);
        if (_input.Length >= _inputWanted)
            ExecuteOwn(output);
    }

    private void ExecuteShared(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var rest = input[Execute(input, output)..];
        if (rest.Length > 0 && _next != SessionNext.Close && _failure is null)
            TryStore(rest);
    }

    private void ExecuteOwn(OutputBuffer output)
    {
        var consumed = Execute(_input.Span, output);
        if (consumed > 0)
            _input.Consume(consumed);
    }

    private int Execute(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var result = session.Receive(input, output);
        if ((uint)result.Consumed > (uint)input.Length)
            throw new InvalidOperationException($"The session consumed {result.Consumed} of {input.Length} bytes.");
        _next = result.Next;
        _inputWanted = result.Next == SessionNext.NeedInput ? result.InputBytesWanted : 0;
        if (result.Next == SessionNext.NeedInput && Math.Max(input.Length - result.Consumed, _inputWanted) > limits.InputBytesMax)
            Fail(CloseReason.InputOverLimit);
        return result.Consumed;
    }
}
