using System.Net;
using FromScratch.Transport.Connections;

namespace FromScratch.Transport.Async;

/// <content>What others of the loop may ask of a connection, and connections that are dialled.</content>
internal sealed partial class AsyncConnection
{
    /// <summary>Those that the session has pushed to in the call under way; they run when it is over and the gate is free.</summary>
    private readonly List<AsyncConnection> _pushedTo = [];
    private readonly bool _isDialled;

    /// <summary>Behind the core's unsent bytes, which must stay where they are while a send is under way. The gate guards it.</summary>
    private ByteQueue _pushed = new(null);
    private volatile bool _finishes;

    /// <summary>
    /// Somebody was told that the output is full, though the core, which does not know of what was pushed during a send, never paused.
    /// </summary>
    private bool _isHoldingUp;

    /// <summary>Of a connection that was dialled: it is made.</summary>
    private bool _isThere;
    private volatile bool _resets;

    public int UnsentBytes => _pushed.Length + (_core?.UnsentBytes ?? 0);

    public bool IsOutputFull
    {
        get
        {
            var isFull = UnsentBytes >= _loop.Context.Limits.OutputPauseBytes;
            _isHoldingUp |= isFull;
            return isFull;
        }
    }

    public void Push(ReadOnlySpan<byte> bytes)
    {
        if (_closing is not null || bytes.IsEmpty)
            return;
        if (_pushed.IsEmpty)
            _loop.Current!._pushedTo.Add(this);
        _pushed.TryAppend(bytes);
    }

    public void FinishOutput()
    {
        _finishes = true;
        PostElsewhere(Pushed);
    }

    public void CloseWhenSent() => Wake();

    public void ResetOnClose() => _resets = true;

    public IRelayConnection? Dial(EndPoint server, IRelaySession session, DialOptions? options = null) =>
        _driver.Dial(_loop, server, session, options);

    /// <summary>A loop is a lock here, which a connection would have to hold both of.</summary>
    public bool CanGive => false;

    public bool TryGive(int loopIndex, IRelaySession session) => false;

    public void DialDone() => PostElsewhere(Dialled);

    public void StartElsewhere() => PostElsewhere(Started);

    /// <summary>Nothing may run here that could lead back into a session of the caller's: it holds no gate any more.</summary>
    private void TellPushed()
    {
        if (_pushedTo.Count == 0)
            return;
        foreach (var target in _pushedTo)
            target.Post(Pushed);
        _pushedTo.Clear();
    }

    private void KeepPushed(ConnectionCore core)
    {
        if (_pump.Sending)
            return;
        lock (_loop.Gate)
        {
            if (_pushed.IsEmpty)
                return;
            core.Keep(_pushed.Span, _loop.Context.NowMs);
            _pushed.Clear();
        }
    }

    /// <summary>Under the gate.</summary>
    private void TellDrained(ConnectionCore core)
    {
        if (!_isHoldingUp || UnsentBytes > _loop.Context.Limits.OutputPauseBytes / 2)
            return;
        _isHoldingUp = false;
        core.Relay?.OutputDrained();
    }

    private void CallRelay(Action<ConnectionCore> call)
    {
        lock (_loop.Gate)
        {
            _loop.Current = this;
            call(_core!);
        }

        TellPushed();
    }

    /// <summary>What was pushed after the unsent bytes were looked at is sent first.</summary>
    private bool HasNothingPushed()
    {
        lock (_loop.Gate)
            return _pushed.IsEmpty;
    }

    private void FinishIfDue()
    {
        if (!_finishes || (_isDialled && !_isThere) || !HasNothingPushed() || !_pump.TryStill())
            return;
        _finishes = false;
        _pump.FinishOutput();
    }
}
