using System.Net;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>The server's side of a TCP connection that is passed on.</summary>
internal sealed class TcpLink : IRelaySession
{
    private readonly TcpSession _client;
    private IRelayConnection _connection = null!;
    private bool _waitsForClient;
    private bool _isAbandoned;

    private TcpLink(TcpSession client) => _client = client;

    public bool IsConnected { get; private set; }

    public bool IsOutputFull => _connection.IsOutputFull;

    public bool IsIdle => false;

    /// <summary>Null when not even an attempt can be made.</summary>
    public static TcpLink? Dial(TcpSession client, EndPoint? address, DialOptions? options)
    {
        if (address is not { } server)
            return null;
        var link = new TcpLink(client);
        if (client.Connection.Dial(server, link, options) is not { } connection)
            return null;
        link._connection = connection;
        return link;
    }

    public void Send(ReadOnlySpan<byte> bytes) => _connection.Push(bytes);

    public void FinishOutput() => _connection.FinishOutput();

    public void Abandon()
    {
        if (_isAbandoned)
            return;
        _isAbandoned = true;
        _connection.Abort();
    }

    public void Resume()
    {
        if (!_waitsForClient)
            return;
        _waitsForClient = false;
        _connection.Wake();
    }

    public void Connected()
    {
        IsConnected = true;
        if (!_isAbandoned)
            _client.LinkConnected();
    }

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        if (_isAbandoned)
            return new SessionResult(input.Length, SessionNext.Close);
        if (input.IsEmpty)
            return new SessionResult(0, SessionNext.NeedInput);
        if (_client.Connection.IsOutputFull)
        {
            _waitsForClient = true;
            return new SessionResult(0, SessionNext.AwaitWake);
        }

        _client.Bytes(input);
        return new SessionResult(input.Length, SessionNext.NeedInput);
    }

    public SessionNext Wake(OutputBuffer output) =>
        _isAbandoned ? SessionNext.Close : _waitsForClient ? SessionNext.AwaitWake : SessionNext.Yield;

    public bool InputFinished() => !_isAbandoned && _client.LinkFinished();

    public void OutputDrained() => _client.Resume();

    public bool IsDue(long nowMs) => false;

    public void Closed(CloseReason reason)
    {
        _isAbandoned = true;
        _client.LinkClosed(this);
    }
}
