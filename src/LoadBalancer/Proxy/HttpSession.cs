using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Http;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// One client connection of an HTTP listener: reads requests one after the other, hands each to its exchange, and writes what comes back.
/// A pipelined request waits until the one before it is answered.
/// </summary>
internal sealed partial class HttpSession : IRelaySession
{
    /// <summary>A body that nobody wants any more is read away up to here, so that the answer reaches the client.</summary>
    private const int DiscardBytesMax = 1 << 20;

    private readonly LoopState _loop;
    private readonly ListenerRuntime _runtime;
    private readonly Exchange _exchange;
    private readonly ClientFields _fields;
    private BodyReader _body;
    private Phase _phase;
    private long _deadlineMs;
    private long _discarded;
    private bool _hasMore;
    private bool _waitsForLink;

    public HttpSession(IRelayConnection connection, LoopState loop, ListenerRuntime runtime)
    {
        (Connection, _loop, _runtime) = (connection, loop, runtime);
        _exchange = new Exchange(this, loop);
        _fields = new ClientFields(connection, runtime.State.Config);
        Limit(runtime.State.HeadMs);
        runtime.Entered(loop.Index);
    }

    private enum Phase : byte
    {
        /// <summary>Waits for a request, or for the rest of its head.</summary>
        Head,

        /// <summary>The body of the request goes through.</summary>
        Body,

        /// <summary>The request is sent, or waits for a server; the response comes through.</summary>
        Response,

        /// <summary>An early answer is sent; what is left of the body is read away.</summary>
        Discard,
        Tunnel,
        Closing,
    }

    public IRelayConnection Connection { get; }

    public bool IsHttp10 { get; private set; }

    public bool KeepsAlive { get; set; }

    /// <summary>Of the response.</summary>
    public int Status { get; set; }

    public bool IsGone { get; private set; }

    public bool IsIdle => _phase == Phase.Head && Times.BeginUs == 0;

    /// <summary>Its listener accepts no more: each response is the last of its connection.</summary>
    public bool IsLeaving => _runtime.IsDraining;

    /// <summary>Between two requests, of which the second will not be waited for.</summary>
    private bool HasLeft => IsLeaving && KeepsAlive && IsIdle;

    private ref ExchangeTimes Times => ref _exchange.Times;

    private ListenerState State => _runtime.State;

    private FrontCounters Counters => _runtime.Counters(_loop.Index);

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        Counters.BytesIn += input.Length;
        var consumed = 0;
        while (true)
        {
            var rest = input[consumed..];
            var step = _phase switch
            {
                Phase.Head => ReadHead(rest),
                Phase.Body => ReadBody(rest),
                Phase.Discard => Discard(rest),
                Phase.Tunnel => ReadTunnel(rest),
                Phase.Closing => Step.Close(rest.Length),
                _ => HoldBack(rest),
            };
            consumed += step.Consumed;
            if (step.Next is not { } next)
                continue;
            _hasMore = consumed < input.Length;
            return new SessionResult(consumed, next);
        }
    }

    public SessionNext Wake(OutputBuffer output)
    {
        _loop.RunHedges();
        _exchange.DialRefused();
        if (_phase == Phase.Closing)
            return SessionNext.Close;
        if (HasLeft)
            _phase = Phase.Closing;
        else if (_deadlineMs != 0 && _loop.NowMs >= _deadlineMs)
            TimedOut();
        if (_phase == Phase.Closing)
            return SessionNext.Close;
        return _hasMore ? SessionNext.Yield : SessionNext.NeedInput;
    }

    /// <summary>A client that has sent its request may close its side and still gets the answer.</summary>
    public bool InputFinished()
    {
        switch (_phase)
        {
            case Phase.Response:
                KeepsAlive = false;
                return true;
            case Phase.Tunnel when _exchange.Link is { } link && !_serverFinished:
                _clientFinished = true;
                link.FinishOutput();
                return true;
            default:
                return false;
        }
    }

    public void Connected()
    {
        // A client was there before its session.
    }

    public void OutputDrained() => _exchange.Link?.Resume();

    public bool IsDue(long nowMs)
    {
        _loop.Hedges.RunDue(nowMs);
        if (_exchange.IsQueued)
            _loop.RoomAt(_exchange.Backend!);
        return (_deadlineMs != 0 && nowMs >= _deadlineMs) || HasLeft;
    }

    public void Closed(CloseReason reason)
    {
        IsGone = true;
        _runtime.Left();
        if (_phase is Phase.Body or Phase.Response or Phase.Tunnel)
        {
            Ended(_phase == Phase.Tunnel ? EndReason.Done : EndReason.ClientGone);
            _exchange.Cancel();
        }

        _phase = Phase.Closing;
        _exchange.Dispose();
    }

    /// <summary>The server takes more: the body of the request goes on.</summary>
    public void Resume()
    {
        if (!_waitsForLink)
            return;
        _waitsForLink = false;
        Connection.Wake();
    }

    /// <summary>The response has been passed on whole.</summary>
    public void Completed()
    {
        Ended(EndReason.Done);
        AfterAnswer();
    }

    /// <summary>Something moved: the time limit begins anew.</summary>
    public void Progress() => Limit(State.BodyMs);

    /// <summary>A server is chosen, and the connection to it is being made.</summary>
    public void Connecting() => Limit(State.ConnectMs);

    /// <summary>The request, as far as it has come, is on its way to a server.</summary>
    public void Sent()
    {
        Limit(_phase == Phase.Body ? State.BodyMs : State.ResponseMs);
        Resume();
    }

    public void Queued() => Limit(_exchange.Backend!.Config.QueueTimeoutMs);

    public void PushBody(ReadOnlySpan<byte> bytes)
    {
        Counters.BytesOut += bytes.Length;
        if (_note is { } note)
            note.BytesOut += bytes.Length;
        Connection.Push(bytes);
    }

    /// <summary>
    /// The response broke off: the client must see that it is not whole (RFC 9112 section 8), so the connection is cut, and reset where
    /// its end would be the end of the body.
    /// </summary>
    public void Cut(EndReason reason, bool endsWithConnection = false)
    {
        if (endsWithConnection)
            Connection.ResetOnClose();
        Ended(reason);
        Close();
    }

    /// <summary>What the client still sends of an answered request is read away; then it is the next one's turn.</summary>
    private void AfterAnswer()
    {
        if (_phase == Phase.Body)
        {
            _phase = Phase.Discard;
            Limit(State.BodyMs);
        }
        else
        {
            Next();
        }

        if (_phase == Phase.Closing)
            Connection.CloseWhenSent();
        else if (_hasMore)
            Connection.Wake();
    }

    private void Close()
    {
        _phase = Phase.Closing;
        Connection.Wake();
    }

    private void Next()
    {
        if (!KeepsAlive)
        {
            _phase = Phase.Closing;
            return;
        }

        _phase = Phase.Head;
        Times = default;
        _deadlineMs = 0;
        Limit(State.KeepAliveMs);
    }

    /// <summary>From now; 0 = no limit.</summary>
    private void Limit(int ms) => _deadlineMs = ms == 0 ? 0 : _loop.NowMs + ms;

    private void TimedOut()
    {
        _deadlineMs = 0;
        switch (_phase)
        {
            case Phase.Head when Times.BeginUs == 0:
                _phase = Phase.Closing;
                break;
            case Phase.Head:
                Refuse(408, EndReason.HeadTimeout);
                break;
            case Phase.Body or Phase.Response when _exchange.IsQueued:
                _exchange.GiveUpWaiting();
                break;
            case Phase.Body when _exchange is { IsSending: false, Link: not null }:
            case Phase.Body when _waitsForLink && !_exchange.HasResponse:
                // It is the server that is slow: it cannot be reached, or does not take the body.
                _exchange.TimedOut();
                break;
            case Phase.Body when _exchange.HasResponse:
                Ended(EndReason.BodyTimeout);
                _exchange.Cancel();
                _phase = Phase.Closing;
                break;
            case Phase.Body:
                _exchange.Cancel();
                Refuse(408, EndReason.BodyTimeout);
                break;
            case Phase.Response when _exchange.HasResponse && Connection.UnsentBytes > 0:
                // It is the client that is slow; how slow it may be is the transport's rule.
                Limit(State.BodyMs);
                break;
            case Phase.Response:
                _exchange.TimedOut();
                break;
            default:
                _exchange.Cancel();
                _phase = Phase.Closing;
                break;
        }
    }
}
