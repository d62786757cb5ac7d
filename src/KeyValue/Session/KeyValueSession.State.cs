using System.Net;
using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Session.Access;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session;

/// <summary>What a client has said of itself, and how it wants its replies.</summary>
internal sealed partial class KeyValueSession
{
    private ReplyMode _replyMode;
    private Action<RespWriter>? _deferral;
    private bool _deferralReady;

    private enum ReplyMode : byte
    {
        On,
        Off,

        /// <summary>CLIENT REPLY SKIP itself.</summary>
        SkipNext,

        /// <summary>The request behind it.</summary>
        SkipThis,
    }

    public long Id => _connection.Id;

    /// <summary>Null = has to log in first.</summary>
    public AclUser? User { get; set; }

    public byte[] Name { get; set; } = [];

    public byte[] LibraryName { get; set; } = [];

    public byte[] LibraryVersion { get; set; } = [];

    /// <summary>CLIENT NO-EVICT was asked for: shown by CLIENT LIST, see the command for what else.</summary>
    public bool NoEvict { get; set; }

    /// <summary>READONLY was asked for.</summary>
    public bool AllowsStale { get; set; }

    /// <summary>CLIENT NO-TOUCH: what it reads is not accessed by that.</summary>
    public bool NoTouch { get; set; }

    public CommandSpec? LastCommand { get; private set; }

    public long OpenedTimestamp { get; }

    public long ActiveTimestamp { get; private set; }

    public bool IsLocal { get; }

    public bool IsClosed { get; private set; }

    public EndPoint? RemoteEndPoint => _connection.RemoteEndPoint;

    public EndPoint? LocalEndPoint => _connection.LocalEndPoint;

    /// <summary>Of a deferred reply; ends with it or with the connection.</summary>
    public ITimer? Timer { get; set; }

    public bool IsDeferred => _deferral is not null;

    private bool DropsReplies => _replyMode != ReplyMode.On;

    public void RepliesOn() => _replyMode = ReplyMode.On;

    public void RepliesOff() => _replyMode = ReplyMode.Off;

    public void SkipNextReply()
    {
        if (_replyMode != ReplyMode.Off)
            _replyMode = ReplyMode.SkipNext;
    }

    /// <summary>Closes the connection from another one.</summary>
    public void Kill() => _connection.Abort();

    /// <summary>RESET: as when the connection was made.</summary>
    public void Restart()
    {
        DropTransaction();
        Unwatch();
        Context.PubSub.Forget(this);
        Context.Monitors.Remove(this);
        IsMonitor = false;
        EndStream();
        Version = RespVersion.Resp2;
        User = Context.Users.ForNewConnection;
        Name = [];
        NoEvict = NoTouch = AllowsStale = false;
        _replyMode = ReplyMode.On;
    }

    /// <summary>The request's reply comes later, written by what is handed to <see cref="Complete"/>.</summary>
    public Step Defer()
    {
        _deferral = static _ => { };
        _deferralReady = false;
        return Step.Deferred;
    }

    /// <summary>Under the gate: the deferred reply. Nothing happens when the client is gone.</summary>
    public void Complete(Action<RespWriter> reply)
    {
        if (IsClosed || _deferral is null)
            return;
        _deferral = reply;
        _deferralReady = true;
        Answered();
    }

    private void TakeDeferred(OutputBuffer output)
    {
        if (_deferral is null || !_deferralReady)
            return;
        var start = output.Length;
        _deferral(new RespWriter(output, Version));
        _deferral = null;
        Timer?.Dispose();
        Timer = null;
        DropFrom(output, start);
    }

    private void DropFrom(OutputBuffer output, int start)
    {
        if (_replyMode == ReplyMode.On || _deferral is not null)
            return;
        output.Truncate(start);
        EndOfSkip();
    }

    private void EndOfSkip() => _replyMode = _replyMode switch
    {
        ReplyMode.SkipNext => ReplyMode.SkipThis,
        ReplyMode.SkipThis => ReplyMode.On,
        var mode => mode,
    };
}
