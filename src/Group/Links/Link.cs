using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using FromScratch.Group.Wire;

namespace FromScratch.Group.Links;

/// <summary>
/// This node's connection to one other: it dials, proves itself, sends, and dials again when the connection is lost. What comes back on it
/// are pongs. One thread of its own.
/// </summary>
internal sealed class Link : IDisposable
{
    private const int FirstPauseMs = 20;
    private readonly IPeerHost _host;
    private readonly Thread _thread;
    private readonly Driving.Signal _wake = new();
    private readonly Lock _jitterGate = new();
    private readonly Core.SeededRandom _jitter;
    private volatile Stream? _stream;
    private volatile FrameSender? _sender;
    private volatile bool _isStopping;
    private long _aliveMs;
    private long _pingedMs;
    private long _progress;
    private ulong _pings;
    private int _shipRequests;
    private string _lastTrouble = "";

    public Link(IPeerHost host, PeerAddress address, Core.SeededRandom jitter)
    {
        (_host, Address, _jitter) = (host, address, jitter);
        _thread = new Thread(Run) { Name = $"group link {address.Name}", IsBackground = true };
    }

    public PeerAddress Address { get; }

    public string Name => Address.Name;

    /// <summary>Who answered the present connection; null = not connected.</summary>
    public PeerIdentity? Peer { get; private set; }

    public bool IsConnected => _sender is not null;

    /// <summary>For whoever ships to this member: see ReplicationGroup.Ship.</summary>
    public Driving.Shipper? Shipper { get; set; }

    public ref int ShipRequests => ref _shipRequests;

    public void Start() => _thread.Start();

    /// <summary>Dials now instead of at the end of the pause.</summary>
    public void Poke() => _wake.Set();

    /// <summary>False = not connected, or dropped. Send it by <see cref="Drain"/>.</summary>
    public bool TryEnqueue(in OutFrame frame)
    {
        if (_sender is { } sender)
            return sender.TryEnqueue(frame);
        frame.Release();
        return false;
    }

    /// <summary>See <see cref="FrameSender.HasRoomToSpare"/>; false when there is no connection.</summary>
    public bool HasRoomToSpare(int bytes) => _sender is { } sender && sender.HasRoomToSpare(bytes);

    public void Drain()
    {
        if (_sender is { HasWork: true } sender)
            sender.Drain();
    }

    /// <summary>Pings when it is time, and closes a connection that is silent.</summary>
    public void Tick(long nowMs)
    {
        if (_sender is not { } sender)
            return;
        if (sender.Progress is var progress && progress != _progress)
        {
            _progress = progress;
            Volatile.Write(ref _aliveMs, nowMs);
        }

        if (nowMs - Volatile.Read(ref _aliveMs) > _host.Options.LinkTimeoutMs)
        {
            Close(new IOException($"no sign of life for {_host.Options.LinkTimeoutMs} ms"));
            return;
        }

        if (nowMs - _pingedMs < _host.Options.PingMs)
            return;
        _pingedMs = nowMs;
        sender.TryEnqueue(OutFrame.Of(FrameKind.Ping, BitConverter.GetBytes(++_pings)));
        sender.Drain();
    }

    /// <summary>Ends the present connection; it is dialled again.</summary>
    public void Close(Exception why)
    {
        _lastTrouble = why.Message;
        _sender?.Close();
        _stream?.Dispose();
    }

    /// <summary>Ends the thread too, without waiting for it.</summary>
    public void Stop()
    {
        _isStopping = true;
        _wake.Set();
        Close(new IOException("this node stops"));
    }

    public void Dispose()
    {
        Stop();
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Run()
    {
        var pauseMs = FirstPauseMs;
        while (!_isStopping)
        {
            try
            {
                DialAndRead(() => pauseMs = FirstPauseMs);
            }
            catch (RefusedException error)
            {
                Interlocked.Increment(ref _host.Counters.Refused);
                pauseMs = _host.Options.RedialMs;
                Tell(error.IsByPeer ? $"{Name} refuses this node: {error.Message}" : $"{Name} is not let in: {error.Message}");
            }
            catch (MalformedFrameException error)
            {
                Interlocked.Increment(ref _host.Counters.MalformedFrames);
                Tell($"{Name} at {Address.Address} sent {error.Message}");
            }
            catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or AuthenticationException
                or InvalidOperationException)
            {
                Tell($"{Name} at {Address.Address} cannot be reached: {error.Message}");
            }
#pragma warning disable CA1031 // A thread has nobody to throw to: the group is told.
            catch (Exception error)
#pragma warning restore CA1031
            {
                _host.Fail(error);
                return;
            }

            if (!_isStopping)
                _wake.Wait(Jitter(pauseMs));
            pauseMs = Math.Min(2 * pauseMs, _host.Options.RedialMs);
        }
    }

    private void DialAndRead(Action connected)
    {
        var options = _host.Options;
        using var socket = PeerSocket.Connect(Address.Host, Address.Port, options.HandshakeTimeoutMs, _host.Time);
        socket.ReceiveTimeout = options.HandshakeTimeoutMs;
        using var stream = PeerSocket.OpenDialled(socket, Address.Host, options.Tls);
        _stream = stream;
        if (_isStopping)
            return;
        var source = new FrameSource(stream, _host.Counters);
        var (peer, seed) = ShakeHands(stream, source);
        socket.ReceiveTimeout = 0;
        source.Use(new FrameCodec(seed), _host.Limits.Of, 0);
        // An entry that found no room would be shipped again for ever, and hold up all behind it.
        var outboxBytesMax = checked(options.OutboxBytesMax + options.Log.PayloadBytesMax);
        var sender = new FrameSender(stream, new FrameCodec(seed), outboxBytesMax, _host.Counters, Close);
        Volatile.Write(ref _aliveMs, _host.NowMs);
        (_pingedMs, _progress, _lastTrouble) = (_host.NowMs, 0, "");
        (Peer, _sender) = (peer, sender);
        Interlocked.Increment(ref _host.Counters.Connected);
        try
        {
            connected();
            GroupLog.LinkUp(_host.Logger, Name, Address.Address, $"{peer.MemberId:x16}");
            _host.LinkUp(this, peer);
            ReadPongs(source);
        }
        finally
        {
            _sender = null;
            sender.Close();
            Peer = null;
            Interlocked.Increment(ref _host.Counters.Disconnected);
            _host.LinkDown(this, peer);
            if (!_isStopping)
                GroupLog.LinkDown(_host.Logger, Name, Address.Address, _lastTrouble.Length > 0 ? _lastTrouble : "it has closed");
        }
    }

    private (PeerIdentity Peer, uint Seed) ShakeHands(Stream stream, FrameSource source)
    {
        var secret = _host.Options.Secret;
        var hello = Handshake.Hello(RandomNumberGenerator.GetBytes(Handshake.NonceBytes), Name, _host.Self());
        var codec = default(FrameCodec);
        HandshakeFrames.Write(stream, ref codec, FrameKind.Hello, hello);
        var challenge = HandshakeFrames.Read(source, FrameKind.Challenge);
        var peer = Handshake.TryReadChallenge(challenge, out var bare, out var proof)
            ?? throw new MalformedFrameException("a challenge that cannot be read");
        var refusal = Handshake.IsProven(proof, secret, isAcceptor: true, hello, bare)
            ? _host.JudgeAcceptor(this, peer)
            : new Refusal(RefusalReason.Secret, $"'{peer.Name}' does not know this group's secret");
        if (refusal is not null)
            throw HandshakeFrames.Refuse(stream, ref codec, refusal);
        var seed = Handshake.SeedOf(secret, hello, bare);
        HandshakeFrames.Write(stream, ref codec, FrameKind.Proof, Handshake.Prove(secret, isAcceptor: false, hello, bare));
        HandshakeFrames.Read(source, FrameKind.Welcome);
        return (peer, seed);
    }

    private void ReadPongs(FrameSource source)
    {
        while (source.TryRead(out var kind, out _))
        {
            if (kind != FrameKind.Pong)
                throw new MalformedFrameException($"a frame of kind {kind} where only pongs may come");
            Volatile.Write(ref _aliveMs, _host.NowMs);
        }
    }

    /// <summary>Once for the same trouble.</summary>
    private void Tell(string trouble)
    {
        if (_isStopping || trouble == _lastTrouble)
            return;
        _lastTrouble = trouble;
        GroupLog.LinkTrouble(_host.Logger, trouble);
    }

    private int Jitter(int pauseMs)
    {
        lock (_jitterGate)
            return (pauseMs / 2) + _jitter.NextInt32((pauseMs / 2) + 1);
    }
}
