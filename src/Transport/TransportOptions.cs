namespace FromScratch.Transport;

/// <summary>
/// Limits and addresses of one <see cref="TransportServer"/>. Read once at start; see <see cref="TransportServer.BeginChange"/>.
/// </summary>
public sealed class TransportOptions
{
    public IList<ListenEndPoint> EndPoints { get; } = [];

    public TransportDriver Driver { get; set; }

    /// <summary>I/O loops; 0 = one per processor.</summary>
    public int Loops { get; set; }

    /// <summary>Length of the kernel's accept queue per listening socket.</summary>
    public int Backlog { get; set; } = 1024;

    /// <summary>Most simultaneous connections; one more gets <see cref="RejectionMessage"/> and is closed.</summary>
    public int ConnectionsMax { get; set; } = 1024;

    /// <summary>Sent to a connection over <see cref="ConnectionsMax"/> before it is closed (plain endpoints only).</summary>
    public ReadOnlyMemory<byte> RejectionMessage { get; set; }

    /// <summary>
    /// A connection waiting for input for so long is closed, unless <see cref="ISession.MayBeSilent"/>; zero = never. Checked every
    /// quarter of a second.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; }

    /// <summary>
    /// Unsent reply bytes of one connection above which nothing more is read or executed for it until half of them are taken.
    /// </summary>
    public int OutputPauseBytes { get; set; } = 256 * 1024;

    /// <summary>Unsent reply bytes of one connection above which it is closed with <see cref="CloseReason.OutputOverLimit"/>.</summary>
    public int OutputBytesMax { get; set; } = 8 << 20;

    /// <summary>
    /// A paused or closing connection that takes no reply byte for so long is closed with <see cref="CloseReason.OutputOverLimit"/>.
    /// </summary>
    public int OutputStallTimeoutMs { get; set; } = 30_000;

    /// <summary>
    /// Largest incomplete request of one connection; a longer one closes it with <see cref="CloseReason.InputOverLimit"/>.
    /// </summary>
    public int InputBytesMax { get; set; } = 2 << 20;

    /// <summary>
    /// Memory for incomplete requests of all connections; who needs more when it is used up is closed with
    /// <see cref="CloseReason.InputOverLimit"/>.
    /// </summary>
    public long InputBytesTotalMax { get; set; } = 1L << 30;

    /// <summary>
    /// Connections whose output may be gathered before it is sent (epoll driver): more of them save wake-ups of the peers, fewer shorten
    /// the wait of the first.
    /// </summary>
    public int ReplyBatchMax { get; set; } = 32;

    /// <summary>
    /// A loop that uses a third of a processor and more lets other threads run before it waits, as long as these are brief (epoll driver).
    /// </summary>
    public bool GivesWay { get; set; } = true;

    /// <summary>
    /// What a loop's thread asks of the system's scheduler, in microseconds from 100 (epoll driver, Linux 6.12 and later); 0 = nothing.
    /// </summary>
    public int TimeSliceUs { get; set; } = 100;

    /// <summary>TCP_NODELAY: replies leave at once.</summary>
    public bool NoDelay { get; set; } = true;

    /// <summary>SO_KEEPALIVE with the system's intervals: finds peers that vanished.</summary>
    public bool KeepAlive { get; set; } = true;

    /// <summary>Needed when an endpoint has <see cref="ListenEndPoint.Tls"/> and no identity of its own.</summary>
    public TlsOptions? Tls { get; set; }

    /// <summary>How many different values <see cref="IConnection.LoopIndex"/> takes with these options.</summary>
    public int LoopCount => Loops > 0 ? Loops : Environment.ProcessorCount;

    internal bool UsesEpoll => Driver switch
    {
        TransportDriver.Epoll => true,
        TransportDriver.Sockets => false,
        _ => OperatingSystem.IsLinux(),
    };

    /// <exception cref="ArgumentException">Names the first value that makes no sense.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Loops);
        ArgumentOutOfRangeException.ThrowIfLessThan(Backlog, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConnectionsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(OutputPauseBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReplyBatchMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(OutputBytesMax, OutputPauseBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(OutputStallTimeoutMs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(InputBytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(InputBytesTotalMax, InputBytesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(IdleTimeout, TimeSpan.Zero);
        if (Tls is null && EndPoints.Any(e => e.Tls && e.OwnTls is null))
            throw new ArgumentException("An endpoint asks for TLS, and no certificate is configured.");
        if (Driver == TransportDriver.Epoll && !OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The epoll driver exists on Linux only.");
    }
}

/// <summary>What moves the bytes.</summary>
public enum TransportDriver : byte
{
    /// <summary>Epoll on Linux, sockets elsewhere.</summary>
    Auto,
    Epoll,
    Sockets,
}
