using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace FromScratch.Transport.Tests;

/// <summary>A started server whose sessions are ends of relays, and a listener that they can dial.</summary>
internal sealed class RelayRunning : ISessionFactory, ITransportLog, IAsyncDisposable
{
    private readonly TcpListener _behind = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<RelayEnd> _fronts = new();
    private readonly Lazy<X509Certificate2> _certificate = new(
        () => X509Certificate2.CreateFromPemFile(Ways.Files.CertificatePath, Ways.Files.KeyPath));

    private readonly Way _way;

    private RelayRunning(Way way)
    {
        _way = way;
        _behind.Start();
    }

    public TransportServer Server { get; private set; } = null!;

    /// <summary>To the listener too.</summary>
    public DialOptions? HowToDial => _way.IsTls() ? new DialOptions { Tls = Ways.Trusting } : null;

    public EndPoint Behind => _behind.LocalEndpoint;

    /// <summary>Every new connection is passed on to the listener.</summary>
    public bool Bridges { get; init; }

    public ConcurrentQueue<Exception> Failures { get; } = new();

    public ConcurrentQueue<(RelayEnd Front, RelayEnd Back)> Pairs { get; } = new();

    public static async Task<RelayRunning> StartAsync(
        Way way, bool bridges = false, Action<TransportOptions>? configure = null, TimeProvider? time = null)
    {
        var running = new RelayRunning(way) { Bridges = bridges };
        var options = new TransportOptions { Loops = 2 };
        options.EndPoints.Add(ListenEndPoint.Tcp(IPAddress.Loopback, 0));
        configure?.Invoke(options);
        way.Prepare(options);
        running.Server = new TransportServer(options, running, time, running);
        await running.Server.StartAsync();
        return running;
    }

    public Client Connect() => Client.Connect(Server.BoundEndPoints[0], _way.IsTls());

    /// <summary>A client and the end that its connection got.</summary>
    public async Task<(Client Client, RelayEnd Front)> OpenAsync()
    {
        var client = Connect();
        RelayEnd? front = null;
        await Running.Until(() => _fronts.TryDequeue(out front), "accepted");
        return (client, front!);
    }

    /// <summary>Dials the listener, or another address, on the front's loop.</summary>
    public async Task<RelayEnd> DialAsync(RelayEnd front, Action<RelayEnd>? atOnce = null, EndPoint? to = null, RelayEnd? end = null)
    {
        RelayEnd? back = null;
        var isDone = false;
        front.Do(() =>
        {
            back = front.Dial(to ?? Behind, end, HowToDial);
            if (back is not null)
                atOnce?.Invoke(back);
            Volatile.Write(ref isDone, true);
        });
        await Running.Until(() => Volatile.Read(ref isDone), "dialled");
        return back ?? throw new InvalidOperationException("nothing could be dialled");
    }

    /// <summary>Dials the listener; both ends of the connection once it is there.</summary>
    public async Task<(RelayEnd Back, Client Server)> DialConnectedAsync(RelayEnd front)
    {
        var back = await DialAsync(front);
        var server = await AcceptAsync();
        await Running.Until(() => !back.Events.IsEmpty, "connected");
        return (back, server);
    }

    /// <summary>The next connection that was dialled, as the server behind sees it.</summary>
    public async Task<Client> AcceptAsync()
    {
        var plain = await AcceptPlainAsync();
        if (!_way.IsTls())
            return plain;
        var tls = new SslStream(plain.Stream);
        await tls.AuthenticateAsServerAsync(_certificate.Value);
        return new Client(tls, plain.Socket);
    }

    /// <summary>The same, and what comes is not looked into.</summary>
    public async Task<Client> AcceptPlainAsync()
    {
        var socket = await _behind.AcceptSocketAsync().WaitAsync(Running.Patience);
        socket.SendTimeout = socket.ReceiveTimeout = (int)Running.Patience.TotalMilliseconds;
        return new Client(new NetworkStream(socket, ownsSocket: true), socket);
    }

    /// <summary>The two ends of the only bridge.</summary>
    public async Task<(RelayEnd Front, RelayEnd Back)> PairAsync()
    {
        await Running.Until(() => !Pairs.IsEmpty, "a bridge");
        return Assert.Single(Pairs);
    }

    public ISession Open(IConnection connection)
    {
        var front = new RelayEnd { Connection = (IRelayConnection)connection };
        _fronts.Enqueue(front);
        if (!Bridges)
            return front;
        var back = front.Dial(Behind, null, HowToDial) ?? throw new InvalidOperationException("nothing could be dialled");
        (front.Peer, back.Peer) = (back, front);
        Pairs.Enqueue((front, back));
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _behind.Dispose();
        if (_certificate.IsValueCreated)
            _certificate.Value.Dispose();
    }

    public void SessionFailed(long connectionId, EndPoint? remote, Exception error) => Failures.Enqueue(error);

    public void CertificateLoaded(string path, DateTime notAfterUtc)
    {
    }

    public void CertificateRejected(string path, Exception error)
    {
    }
}
