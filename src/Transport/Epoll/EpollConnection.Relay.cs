using System.Net;
using System.Net.Security;
using FromScratch.Transport.Connections;

namespace FromScratch.Transport.Epoll;

/// <content>What others of the loop may ask of a connection, and connections that are dialled.</content>
internal sealed unsafe partial class EpollConnection
{
    private bool _isDialled;
    private bool _isConnecting;
    private bool _finishes;
    private bool _resets;
    private SslClientAuthenticationOptions? _dialsTls;

    /// <summary>Pieces of the loop's output that are this connection's and not sent yet.</summary>
    private int _claims;

    public int UnsentBytes => _core?.UnsentBytes ?? 0;

    public bool IsOutputFull => _core is { IsOutputFull: true };

    public void Push(ReadOnlySpan<byte> bytes)
    {
        if (!_closed)
            loop.Replies.Push(this, bytes);
    }

    public void FinishOutput()
    {
        _finishes = true;
        // What was pushed in this round is sent before posts are looked at.
        Wake();
    }

    public void CloseWhenSent()
    {
        _core?.End();
        // When nothing is to be sent, or only what the socket did not take.
        Wake();
    }

    public void ResetOnClose() => _resets = true;

    public IRelayConnection? Dial(EndPoint server, IRelaySession session, DialOptions? options = null)
    {
        var dialled = NativeSocket.Dial(server, loop.Context.Options);
        if (dialled < 0)
            return null;
        var connection = new EpollConnection(loop, dialled, server, null);
        if (connection.OpenDialled(session))
        {
            connection.Prepare(options);
            return connection;
        }

        _ = Libc.Close(dialled);
        return null;
    }

    public void Claimed() => _claims++;

    private bool OpenDialled(IRelaySession session)
    {
        _isDialled = true;
        _core = new ConnectionCore(session, loop.Context.Limits, loop.Context.NowMs);
        EpollData = loop.Slots.Add(this);
        // One that is connected already reports itself writable at once, and its session hears of it then.
        _isConnecting = true;
        _interest = Libc.EPOLLIN | Libc.EPOLLOUT;
        try
        {
            loop.Epoll.Add(fd, _interest, EpollData);
            return true;
        }
        catch (IOException)
        {
            // Out of watches or memory: the caller is told as it is when there are no descriptors.
            loop.Slots.Remove(EpollData);
            EpollData = 0;
            _closed = true;
            return false;
        }
    }

    /// <summary>The attempt is over; false when it failed.</summary>
    private bool Connected(ConnectionCore core)
    {
        if (NativeSocket.ConnectError(fd) != 0)
        {
            Close(CloseReason.TransportError);
            return false;
        }

        if (_dialsTls is { } tls)
        {
            BeginShaking();
            Shake(stream => stream.AuthenticateAsClientAsync(tls, default));
            ShakeOn();
            return false;
        }

        _isConnecting = false;
        core.Relay!.Connected();
        if (core.HasUnsent)
            SendUnsent(core);
        return true;
    }

    private void Prepare(DialOptions? options)
    {
        if (options is null)
            return;
        _dialsTls = options.Tls;
        if (_dialsTls is null)
            Push(options.Preamble.Span);
        else
            _early.TryAppend(options.Preamble.Span);
    }

    /// <summary>One that was given to a loop that had ended has no session yet.</summary>
    private void FinishDialled(CloseReason reason)
    {
        if (_core is not null)
            loop.Context.FinishDialled(this, _core, reason);
    }

    private void ShutDownOutput(ConnectionCore core)
    {
        _finishes = false;
        if (_tls is null)
            _ = Libc.Shutdown(fd, Libc.SHUT_WR);
        else
            SayGoodbye(core, _tls);
    }
}
