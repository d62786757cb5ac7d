using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.Backends;
using FromScratch.Protocols.Tls;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>
/// One client connection of a TCP listener: a server is chosen once, by the name that TLS clients ask for where routes want it, and
/// bytes go both ways as they come. A server that cannot be reached is replaced as long as nothing came from it.
/// </summary>
internal sealed class TcpSession : IRelaySession, IWaiter
{
    private const int TriesMax = 4;
    private readonly IRelayConnection _connection;
    private readonly LoopState _loop;
    private readonly ListenerRuntime _runtime;
    private readonly ListenerState _state;
    private readonly ClientFields _fields;
    private readonly Server?[] _tried = new Server?[TriesMax];
    private Backend? _backend;
    private Server? _server;
    private TcpLink? _link;
    private int _tries;
    private long _deadlineMs;

    /// <summary>In the line of those that wait for a server; 0 = it does not wait.</summary>
    private long _place;
    private bool _clientFinished;
    private bool _serverFinished;
    private bool _waitsForLink;
    private bool _isClosing;

    public TcpSession(IRelayConnection connection, LoopState loop, ListenerRuntime runtime)
    {
        (_connection, _loop, _runtime, _state) = (connection, loop, runtime, runtime.State);
        _fields = new ClientFields(connection, _state.Config);
        runtime.Entered(loop.Index);
        if (!_state.RoutesByName)
            Route(_state.FindByName(default));
        else
            Limit(_state.HeadMs);
    }

    public IRelayConnection Connection => _connection;

    /// <summary>A drain lets connections end by themselves, up to its time.</summary>
    public bool IsIdle => _isClosing;

    private FrontCounters Counters => _runtime.Counters(_loop.Index);

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        if (_backend is null && !_isClosing && !ReadName(input))
            return new SessionResult(0, SessionNext.NeedInput);
        if (_isClosing)
            return new SessionResult(input.Length, SessionNext.Close);
        // Nothing is taken before there is a connection: it may still be another server's.
        if (_link is not { IsConnected: true, IsOutputFull: false } link)
        {
            _waitsForLink = true;
            return new SessionResult(0, SessionNext.AwaitWake);
        }

        Counters.BytesIn += input.Length;
        Limit(_state.TunnelMs);
        link.Send(input);
        return new SessionResult(input.Length, SessionNext.NeedInput);
    }

    public SessionNext Wake(OutputBuffer output)
    {
        if (!_isClosing && IsOver(_loop.NowMs))
            TimedOut();
        if (_isClosing)
            return SessionNext.Close;
        return _waitsForLink ? SessionNext.AwaitWake : SessionNext.Yield;
    }

    public bool InputFinished()
    {
        _clientFinished = true;
        if (_isClosing || _serverFinished)
            return false;
        _link?.FinishOutput();
        return _link is not null;
    }

    public void Connected()
    {
    }

    public void OutputDrained() => _link?.Resume();

    public bool IsAt(long place) => _place == place;

    public bool TryFromLine()
    {
        var result = Pick();
        if (result == PickResult.AllBusy)
            return false;
        _place = 0;
        Act(result);
        return true;
    }

    public bool IsDue(long nowMs)
    {
        if (_place != 0)
            _loop.RoomAt(_backend!);
        return IsOver(nowMs);
    }

    private bool IsOver(long nowMs) => _deadlineMs != 0 && nowMs >= _deadlineMs;

    public void Closed(CloseReason reason)
    {
        _runtime.Left();
        _isClosing = true;
        LeaveLine();
        if (_link is { } link)
        {
            _link = null;
            link.Abandon();
        }

        Release();
    }

    public void LinkConnected()
    {
        _backend!.Report(_server!, new RequestOutcome { Kind = OutcomeKind.Responded, Status = 200 }, _loop.Index, _loop.NowMs);
        Limit(_state.TunnelMs);
        if (_clientFinished)
            _link!.FinishOutput();
        Resume();
    }

    public void Resume()
    {
        if (!_waitsForLink)
            return;
        _waitsForLink = false;
        _connection.Wake();
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Counters.BytesOut += bytes.Length;
        Limit(_state.TunnelMs);
        _connection.Push(bytes);
    }

    /// <summary>True while the client may still send.</summary>
    public bool LinkFinished()
    {
        _serverFinished = true;
        if (_clientFinished)
            return false;
        _connection.FinishOutput();
        return true;
    }

    /// <summary>The server's connection is gone; one that was never made is tried at another server.</summary>
    public void LinkClosed(TcpLink link)
    {
        if (_link != link)
            return;
        _link = null;
        if (link.IsConnected)
        {
            Release();
            Close(EndReason.Done);
            return;
        }

        ConnectFailed();
    }

    private bool ReadName(ReadOnlySpan<byte> input)
    {
        var status = ClientHello.ReadName(input, out var name, out var length);
        if (status == DecodeStatus.NeedMore)
            return false;
        Route(status == DecodeStatus.Invalid ? null : _state.FindByName(input.Slice(name, length)));
        return true;
    }

    private void Route(RouteState? route)
    {
        if (route is null)
        {
            Close(EndReason.NoRoute);
            return;
        }

        route.Count(_loop.Index);
        _backend = route.Choose(_loop.Random);
        Counters.Requests++;
        Try();
    }

    private void Try()
    {
        var result = Pick();
        if (result != PickResult.AllBusy)
        {
            Act(result);
            return;
        }

        _place = _loop.LineOf(_backend!).TryJoin(this);
        if (_place == 0)
            Close(EndReason.QueueFull);
        else
            Limit(_backend!.Config.QueueTimeoutMs);
    }

    private void LeaveLine(bool timedOut = false)
    {
        if (_place == 0)
            return;
        _place = 0;
        _loop.LineOf(_backend!).GaveUp(timedOut);
    }

    private PickResult Pick()
    {
        var request = new PickRequest
        {
            Hash = _fields.AddressHash,
            HasHash = true,
            NowMs = _loop.NowMs,
            Tried = _tried.AsSpan(0, Math.Min(_tries, TriesMax)),
        };
        return _backend!.Pick(request, _loop.Index, out _server);
    }

    private void Act(PickResult result)
    {
        if (result != PickResult.Picked)
        {
            Close(result == PickResult.BreakerOpen ? EndReason.BreakerOpen : EndReason.NoServer);
            return;
        }

        if (_tries < TriesMax)
            _tried[_tries] = _server;
        _tries++;
        Limit(_state.ConnectMs);
        var options = _loop.Core.DialOptionsOf(_server!, _backend!.Config, _connection);
        _link = TcpLink.Dial(this, _server!.Address.EndPoint, options);
        if (_link is null)
            ConnectFailed();
    }

    private void ConnectFailed()
    {
        _backend!.Report(_server!, new RequestOutcome { Kind = OutcomeKind.ConnectFailed }, _loop.Index, _loop.NowMs);
        Release();
        if (!_isClosing && _tries < TriesMax && _tries <= _backend.Config.Retry.RetriesMax)
            Try();
        else
            Close(EndReason.ConnectFailed);
    }

    private void TimedOut()
    {
        _deadlineMs = 0;
        if (_place != 0)
        {
            LeaveLine(timedOut: true);
            Close(EndReason.QueueTimeout);
            return;
        }

        if (_link is { IsConnected: false } link)
        {
            _link = null;
            link.Abandon();
            ConnectFailed();
            return;
        }

        Close(EndReason.Done);
    }

    private void Release()
    {
        if (_server is not { } server)
            return;
        _server = null;
        _backend!.Release(server);
        _loop.RoomAt(_backend);
    }

    private void Close(EndReason reason)
    {
        if (_isClosing)
            return;
        _isClosing = true;
        Counters.Ends[(int)reason]++;
        _connection.Wake();
    }

    private void Limit(int ms) => _deadlineMs = ms == 0 ? 0 : _loop.NowMs + ms;
}
