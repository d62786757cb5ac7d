using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using FromScratch.Group.Wire;

namespace FromScratch.Group.Links;

/// <summary>A connection that another member has dialled: it proves itself, then its frames are received. One thread of its own.</summary>
internal sealed class Inbound
{
    private readonly IPeerHost _host;
    private readonly Action<Inbound> _known;
    private readonly Action<Inbound> _gone;
    private readonly Socket _socket;
    private readonly Thread _thread;
    private volatile Stream? _stream;
    private volatile bool _isClosed;
    private long _heardMs;

    /// <param name="host">The group.</param>
    /// <param name="socket">Accepted.</param>
    /// <param name="known">Called when it has proven who it is.</param>
    /// <param name="gone">Called at the end, once.</param>
    public Inbound(IPeerHost host, Socket socket, Action<Inbound> known, Action<Inbound> gone)
    {
        (_host, _socket, _known, _gone) = (host, socket, known, gone);
        AcceptedMs = _heardMs = host.NowMs;
        Remote = socket.RemoteEndPoint?.ToString() ?? "";
        _thread = new Thread(Run) { Name = "group inbound", IsBackground = true };
    }

    public string Remote { get; }

    public long AcceptedMs { get; }

    /// <summary>Null until it has proven who it is.</summary>
    public PeerIdentity? Peer { get; private set; }

    public long HeardMs => Volatile.Read(ref _heardMs);

    public EntriesCodec Entries { get; } = new();

    public void Start() => _thread.Start();

    public void Close()
    {
        _isClosed = true;
        _stream?.Dispose();
        _socket.Dispose();
    }

    public void Join()
    {
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Run()
    {
        try
        {
            Serve();
        }
        catch (RefusedException error)
        {
            Interlocked.Increment(ref _host.Counters.Refused);
            GroupLog.Refused(_host.Logger, Remote, error.IsByPeer ? $"by its own side: {error.Message}" : error.Message);
        }
        catch (AuthenticationException error)
        {
            Interlocked.Increment(ref _host.Counters.Refused);
            GroupLog.Refused(_host.Logger, Remote, $"TLS: {error.Message}");
        }
        catch (MalformedFrameException error)
        {
            if (!_isClosed)
            {
                Interlocked.Increment(ref _host.Counters.MalformedFrames);
                GroupLog.Malformed(_host.Logger, Peer?.Name ?? Remote, error.Message);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            GroupLog.InboundDown(_host.Logger, Peer?.Name ?? Remote, error.Message);
        }
#pragma warning disable CA1031 // A thread has nobody to throw to: the group is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _host.Fail(error);
        }
        finally
        {
            Close();
            _gone(this);
        }
    }

    private void Serve()
    {
        var options = _host.Options;
        _socket.NoDelay = true;
        _socket.ReceiveTimeout = _socket.SendTimeout = options.HandshakeTimeoutMs;
        using var stream = PeerSocket.OpenAccepted(_socket, options.Tls);
        _stream = stream;
        var source = new FrameSource(stream, _host.Counters, HearPart);
        var codec = default(FrameCodec);
        var seed = ShakeHands(stream, source, ref codec);
        _known(this);
        if (!_host.TryAddInbound(this))
            return;
        try
        {
            HandshakeFrames.Write(stream, ref codec, FrameKind.Welcome);
            source.Use(new FrameCodec(seed), _host.Limits.Of, 64 * 1024);
            codec = new FrameCodec(seed);
            _socket.ReceiveTimeout = options.LinkTimeoutMs;
            while (source.TryRead(out var kind, out var body))
            {
                Volatile.Write(ref _heardMs, _host.NowMs);
                if (kind == FrameKind.Ping)
                    HandshakeFrames.Write(stream, ref codec, FrameKind.Pong, body);
                else if (!_host.TryReceive(this, kind, body))
                    throw new MalformedFrameException($"a frame of kind {kind} that makes no sense here");
            }
        }
        finally
        {
            _host.InboundDown(this);
        }
    }

    /// <summary>A frame may take longer than an election timeout.</summary>
    private void HearPart()
    {
        var nowMs = _host.NowMs;
        if (Peer is null || nowMs - HeardMs < _host.Options.Replica.HeartbeatMs)
            return;
        Volatile.Write(ref _heardMs, nowMs);
        _host.HearPart(this);
    }

    private uint ShakeHands(Stream stream, FrameSource source, ref FrameCodec codec)
    {
        var secret = _host.Options.Secret;
        var hello = HandshakeFrames.Read(source, FrameKind.Hello).ToArray();
        var malformed = Handshake.TryReadHello(hello, out var target, out var peer);
        if (malformed == RefusalReason.Malformed)
            throw new MalformedFrameException("a hello that cannot be read");
        if (malformed == RefusalReason.Version)
        {
            var only = new Refusal(malformed, $"this node speaks version {Handshake.Version} of the protocol only");
            throw HandshakeFrames.Refuse(stream, ref codec, only);
        }


        var bare = Handshake.Challenge(RandomNumberGenerator.GetBytes(Handshake.NonceBytes), _host.Self());
        byte[] challenge = [.. bare, .. Handshake.Prove(secret, isAcceptor: true, hello, bare)];
        HandshakeFrames.Write(stream, ref codec, FrameKind.Challenge, challenge);
        if (!Handshake.IsProven(HandshakeFrames.Read(source, FrameKind.Proof), secret, isAcceptor: false, hello, bare))
        {
            var wrong = new Refusal(RefusalReason.Secret, $"'{peer.Name}' does not know this group's secret");
            throw HandshakeFrames.Refuse(stream, ref codec, wrong);
        }


        if (_host.JudgeDialler(peer, target) is { } refusal)
            throw HandshakeFrames.Refuse(stream, ref codec, refusal);
        Peer = peer;
        return Handshake.SeedOf(secret, hello, bare);
    }
}
