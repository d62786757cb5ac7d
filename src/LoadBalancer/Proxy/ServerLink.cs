using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Protocols.Http;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// One connection to a server: carries one exchange after the other, and lies in its pool between them. Reads responses and hands them
/// to the exchange, head first, then the body as it comes.
/// </summary>
internal sealed class ServerLink : IRelaySession
{
    private readonly LoopState _loop;
    private readonly LinkPool _pool;
    private IRelayConnection? _connection;
    private BodyReader _body;
    private Phase _phase;
    private long _idleSinceMs;
    private bool _waitsForClient;
    private bool _isAbandoned;
    private bool _isReusable;

    private readonly ServerTlsConfig? _tls;

    /// <summary>Of another loop; taken once.</summary>
    private Loan? _asked;
    private bool _isGiven;

    private ServerLink(LoopState loop, LinkPool pool, ServerTlsConfig? tls) => (_loop, _pool, _tls) = (loop, pool, tls);

    private enum Phase : byte
    {
        Idle,
        Head,
        Body,
        Tunnel,
    }

    public Exchange? Exchange { get; set; }

    public bool IsConnected { get; private set; }

    /// <summary>It has carried another exchange before this one.</summary>
    public bool WasReused { get; private set; }

    /// <summary>Something of the response has come.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>When it became free.</summary>
    public long IdleSinceMs => _idleSinceMs;

    /// <summary>Waits for a connection of another loop, which has none to give.</summary>
    public volatile bool IsRefused;

    public bool IsOutputFull => _connection!.IsOutputFull;

    /// <summary>A tunnel belongs to nobody else, so a drain waits for the clients only.</summary>
    public bool IsIdle => _phase == Phase.Idle;

    /// <summary>Null when not even an attempt can be made.</summary>
    public static ServerLink? Dial(IRelayConnection client, LoopState loop, LinkPool pool, BackendConfig backend)
    {
        var link = new ServerLink(loop, pool, backend.Tls);
        return link.TryDial(client, backend) ? link : null;
    }

    /// <summary>Without a connection: another loop was asked for one.</summary>
    public static ServerLink Borrowing(LoopState loop, LinkPool pool, BackendConfig backend) => new(loop, pool, backend.Tls);

    /// <summary>False when not even an attempt can be made.</summary>
    public bool TryDial(IRelayConnection client, BackendConfig backend)
    {
        IsRefused = false;
        if (_pool.Address.EndPoint is not { } address)
            return false;
        if (client.Dial(address, this, _loop.Core.DialOptionsOf(_pool.Server, backend, client)) is not { } connection)
            return false;
        _connection = connection;
        _pool.Cells.ConnectionsOpen++;
        _pool.Cells.ConnectionsMade++;
        return true;
    }

    /// <summary>From any loop: whether the question is taken, which is answered then.</summary>
    public bool TryAsk(Loan loan)
    {
        if (Interlocked.CompareExchange(ref _asked, loan, null) is not null)
            return false;
        _connection!.Wake();
        return true;
    }

    /// <summary>Takes the next request.</summary>
    public void Carry(Exchange exchange)
    {
        WasReused = Exchange is null && _idleSinceMs > 0;
        if (WasReused)
            _pool.Cells.ConnectionsReused++;
        HasReceived = false;
        Exchange = exchange;
        _phase = Phase.Head;
    }

    public void Send(ReadOnlySpan<byte> bytes) => _connection!.Push(bytes);

    /// <summary>The client of a tunnel will send no more.</summary>
    public void FinishOutput() => _connection!.FinishOutput();

    /// <summary>The client has taken enough: the response goes on.</summary>
    public void Resume()
    {
        if (!_waitsForClient)
            return;
        _waitsForClient = false;
        _connection!.Wake();
    }

    /// <summary>Free for the next request; too many that are free are closed, and those made otherwise than is configured now.</summary>
    public void Idle(BackendConfig backend)
    {
        _phase = Phase.Idle;
        _idleSinceMs = _loop.NowMs;
        if (_tls != backend.Tls || !_pool.TryAdd(this, backend.IdleConnectionsMax))
            Abandon();
    }

    /// <summary>Of no use any more.</summary>
    public void Abandon()
    {
        if (_isAbandoned)
            return;
        _isAbandoned = true;
        // One that waits for another loop has none yet.
        _connection?.Abort();
    }

    /// <summary>Another loop has given a connection.</summary>
    public void Given(IRelayConnection connection)
    {
        _connection = connection;
        _pool.Cells.ConnectionsOpen++;
        (IsConnected, WasReused) = (true, true);
        if (Exchange is null)
        {
            // Whose it was to be has not waited.
            connection.Abort();
            return;
        }

        _pool.Cells.ConnectionsReused++;
        _pool.Cells.ConnectionsBorrowed++;
        Exchange.LinkConnected(this);
    }

    public void Connected()
    {
        IsConnected = true;
        Exchange?.LinkConnected(this);
    }

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        HasReceived |= !input.IsEmpty;
        var consumed = 0;
        while (true)
        {
            var rest = input[consumed..];
            var step = _phase switch
            {
                Phase.Head => ReadHead(rest),
                Phase.Body => RelayBody(rest),
                Phase.Tunnel => RelayTunnel(rest),
                _ => Unasked(rest.Length),
            };
            consumed += step.Consumed;
            if (step.Next is { } next)
                return new SessionResult(consumed, next);
        }
    }

    /// <summary>The client took what held it up, or the time of an idle connection is over.</summary>
    public SessionNext Wake(OutputBuffer output)
    {
        if (_asked is not null && Interlocked.Exchange(ref _asked, null) is { } loan)
            Lend(loan);
        if (_isGiven)
            return SessionNext.NeedInput;
        if (_isAbandoned || _phase == Phase.Idle && IsOld(_loop.NowMs))
        {
            _pool.Remove(this);
            return SessionNext.Close;
        }

        return _phase == Phase.Idle ? SessionNext.NeedInput : SessionNext.Yield;
    }

    /// <summary>The server has closed its side, which ends a response without a length and breaks any other.</summary>
    public bool InputFinished()
    {
        if (_phase == Phase.Tunnel)
            return Exchange?.Client.TunnelFinished() ?? false;
        if (_phase == Phase.Body && Exchange is { } exchange && _body.PeerClosed() == DecodeStatus.Done)
            exchange.Complete(this, isReusable: false);
        return false;
    }

    public void OutputDrained() => Exchange?.Client.Resume();

    public bool IsDue(long nowMs) => _phase == Phase.Idle && IsOld(nowMs);

    public void Closed(CloseReason reason)
    {
        _isAbandoned = true;
        RefuseAsked();
        _pool.Cells.ConnectionsOpen--;
        if (_phase == Phase.Idle)
            _pool.Remove(this);
        if (_pool is { Count: 0, Server.IsRemoved: true })
            _loop.Forget(_pool.Server);
        if (_phase == Phase.Idle)
            return;

        if (Exchange is not { } exchange)
            return;
        if (_phase == Phase.Tunnel)
            exchange.TunnelClosed();
        else
            exchange.Failed(this, IsConnected ? OutcomeKind.Reset : OutcomeKind.ConnectFailed);
    }

    /// <summary>The connection that would be used next here goes to the loop that has asked.</summary>
    private void Lend(Loan loan)
    {
        if (_pool.Take() is { } link)
        {
            if (link._tls == loan.Tls && link._connection!.TryGive(loan.Client.LoopIndex, loan.Borrower))
            {
                link._isGiven = true;
                link.RefuseAsked();
                _pool.Cells.ConnectionsOpen--;
                return;
            }

            _pool.TryAdd(link, int.MaxValue);
        }

        loan.Refuse();
    }

    /// <summary>Nobody will look at this link any more.</summary>
    private void RefuseAsked()
    {
        if (Interlocked.Exchange(ref _asked, Loan.None) is { } loan && loan != Loan.None)
            loan.Refuse();
    }

    private bool IsOld(long nowMs) => nowMs - _idleSinceMs >= _pool.IdleMs;

    private Step Unasked(int count)
    {
        if (count == 0 && !_isAbandoned)
            return Step.NeedInput;
        // Bytes that nobody asked for: what they belong to is unknown, so the connection is of no use.
        _pool.Remove(this);
        return Step.Close(count);
    }

    private Step ReadHead(ReadOnlySpan<byte> input)
    {
        if (Exchange is not { } exchange)
            return Step.Close(input.Length);
        var head = _loop.ResponseHead;
        var status = HttpResponseParser.Parse(input, exchange.Listener.Limits, head, out var consumed, out _);
        if (status == DecodeStatus.NeedMore)
            return Step.NeedInput;
        if (status == DecodeStatus.Invalid || head.HasForeignCoding || (head.Status == 101 && !exchange.IsUpgrade))
            return Bad(exchange, input.Length);
        if (!exchange.Takes(this, head.Status))
            return Step.Close(input.Length);
        if (head.IsInterim)
            return exchange.Interim(head, input) ? Step.GoOn(consumed) : Bad(exchange, input.Length);
        if (exchange.TryInsteadOf(head.Status, this))
            return Step.Close(input.Length);
        Respond(exchange, head, input, hasMore: consumed < input.Length);
        return _isAbandoned ? Step.Close(input.Length) : Step.GoOn(consumed);
    }

    private void Respond(Exchange exchange, HttpResponseHead head, ReadOnlySpan<byte> input, bool hasMore)
    {
        if (head.Status == 101)
        {
            _phase = Phase.Tunnel;
            exchange.OpenTunnel(head, input);
            return;
        }

        _body = BodyReader.Of(head, exchange.Method, exchange.Listener.ResponseLimits);
        _isReusable = head.IsReusableAfter(exchange.Method);
        _phase = Phase.Body;
        exchange.Respond(head, input);
        // What follows a whole response was not asked for.
        if (_body.IsDone)
            exchange.Complete(this, _isReusable && !hasMore);
    }

    private Step RelayBody(ReadOnlySpan<byte> input)
    {
        if (Exchange is not { } exchange)
            return Step.Close(input.Length);
        if (input.IsEmpty)
            return Step.NeedInput;
        if (exchange.Client.Connection.IsOutputFull)
            return HoldUp();
        var status = exchange.RelayBody(ref _body, input, out var consumed);
        if (status == DecodeStatus.Invalid)
            return Bad(exchange, input.Length);
        if (status == DecodeStatus.NeedMore)
            return consumed == 0 ? Step.NeedInput : Step.GoOn(consumed);
        exchange.Complete(this, _isReusable && consumed == input.Length);
        return _isAbandoned ? Step.Close(input.Length) : Step.GoOn(consumed);
    }

    private Step RelayTunnel(ReadOnlySpan<byte> input)
    {
        if (Exchange is not { } exchange)
            return Step.Close(input.Length);
        if (input.IsEmpty)
            return Step.NeedInput;
        if (exchange.Client.Connection.IsOutputFull)
            return HoldUp();
        exchange.Client.TunnelBytes(input);
        return Step.GoOn(input.Length);
    }

    /// <summary>The client does not take the response as fast as it comes.</summary>
    private Step HoldUp()
    {
        _waitsForClient = true;
        return Step.AwaitWake;
    }

    private Step Bad(Exchange exchange, int count)
    {
        Abandon();
        exchange.Failed(this, OutcomeKind.BadResponse);
        return Step.Close(count);
    }
}
