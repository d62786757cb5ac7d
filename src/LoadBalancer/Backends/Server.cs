using System.Net;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Health;

namespace FromScratch.LoadBalancer.Backends;

/// <summary>
/// One server while it belongs to a backend: what loops count about it, and what its backend has decided about it. Survives reloads that
/// leave its name and address alone. Decisions are written under the backend's gate and read by anyone.
/// </summary>
public sealed class Server
{
    private readonly ServerCells[] _cells;
    private int _inFlight;
    private int _inFlightPeak;
    private double _latencyUs;
    private long _latencyAtMs;
    private volatile ServerMode _mode;
    private volatile int _weight;

    /// <param name="config">Of an address of a name: the entry's, but for its own name.</param>
    /// <param name="loops">That count about it.</param>
    /// <param name="startsUp">Until a check says otherwise.</param>
    /// <param name="fixedTo">The address that it is, of a name that has several; null = its host says.</param>
    internal Server(ServerConfig config, int loops, bool startsUp, IPAddress? fixedTo = null)
    {
        (Config, FixedTo) = (config, fixedTo);
        var isKnown = fixedTo is not null || IPAddress.TryParse(config.Host, out fixedTo);
        Address = isKnown ? ServerAddress.At(fixedTo!, config.Port) : new ServerAddress();
        IsByName = !isKnown;
        _weight = config.Weight;
        _cells = [.. Enumerable.Range(0, loops).Select(_ => new ServerCells())];
        Check = new CheckState(startsUp);
        Outlier = new OutlierState();
    }

    public string Name => Config.Name;

    public string Host => Config.Host;

    public int Port => Config.Port;

    /// <summary>The address that it stands for, when its entry stands for all addresses of a name.</summary>
    public IPAddress? FixedTo { get; }

    /// <summary>host:port, the host an address where it stands for one.</summary>
    public string AddressShown => AddressText.Of(FixedTo?.ToString() ?? Host, Port);

    internal ServerAddress Address { get; }

    /// <summary>Its host is looked up again and again.</summary>
    internal bool IsByName { get; }

    public bool IsBackup => Config.Backup;

    public ServerConfig Config { get; private set; }

    /// <summary>As configured, or as set since; 0 = only clients that stick to it.</summary>
    public int Weight
    {
        get => _weight;
        internal set => _weight = value;
    }

    /// <summary>Set by an operator.</summary>
    public ServerMode Mode
    {
        get => _mode;
        internal set => _mode = value;
    }

    /// <summary>Of the active checks; up while there are none.</summary>
    public bool IsUp => Check.IsUp;

    public bool IsEjected => Outlier.IsEjected;

    /// <summary>Its backend does not have it any more; requests under way end.</summary>
    public bool IsRemoved { get; internal set; }

    /// <summary>Requests under way, over all loops.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public int InFlightPeak => Volatile.Read(ref _inFlightPeak);

    /// <summary>Peak-sensitive average, microseconds; 0 = not known yet.</summary>
    public double LatencyUs => Volatile.Read(ref _latencyUs);

    /// <summary>Monotonic milliseconds at which it came back; 0 = it was never away.</summary>
    internal long ReturnedAtMs { get; set; }

    internal CheckState Check { get; }

    internal OutlierState Outlier { get; }

    /// <summary>What the sticky cookie says for it; made when first needed.</summary>
    internal StickyValue? Cookie { get; set; }

    /// <summary>Tries that were given to it.</summary>
    public long Requests
    {
        get
        {
            var sum = 0L;
            foreach (var cells in _cells)
                sum += Volatile.Read(ref cells.Requests);
            return sum;
        }
    }

    internal ServerCells Cells(int loop) => _cells[loop];

    /// <summary>Over all loops; not of one instant.</summary>
    public ServerTotals Totals() => ServerTotals.Sum(_cells);

    internal bool TryEnter(int inFlightMax)
    {
        var now = Interlocked.Increment(ref _inFlight);
        if (inFlightMax > 0 && now > inFlightMax)
        {
            Interlocked.Decrement(ref _inFlight);
            return false;
        }

        if (now > _inFlightPeak)
            _inFlightPeak = now;
        return true;
    }

    internal void Leave() => Interlocked.Decrement(ref _inFlight);

    internal bool Is(ServerConfig config, IPAddress? fixedTo) =>
        Name == config.Name && Host == config.Host && Port == config.Port && Equals(FixedTo, fixedTo);

    internal void Apply(ServerConfig config)
    {
        // A weight that was set at run time stays, unless the file has another one than before.
        if (config.Weight != Config.Weight)
            Weight = config.Weight;
        Config = config;
    }

    /// <summary>
    /// Peak-sensitive: a slower answer counts at once, faster ones as time passes (10 s to 63 %). Two loops may race; one value is lost.
    /// </summary>
    internal void ObserveLatency(long us, long nowMs)
    {
        var before = Volatile.Read(ref _latencyUs);
        var age = nowMs - Volatile.Read(ref _latencyAtMs);
        var kept = before == 0 || us >= before ? 0 : Math.Exp(-Math.Max(0, age) / 10_000.0);
        Volatile.Write(ref _latencyUs, before * kept + us * (1 - kept));
        Volatile.Write(ref _latencyAtMs, nowMs);
    }
}

/// <param name="Owner">Whose signature it is: a reload may bring another secret.</param>
/// <param name="Text">The cookie's value.</param>
internal sealed record StickyValue(object Owner, byte[] Text);

/// <summary>What an operator wants of a server.</summary>
public enum ServerMode : byte
{
    Ready,

    /// <summary>No new clients; those that stick to it are still served.</summary>
    Drain,

    /// <summary>Nobody; what is under way ends.</summary>
    Maintenance,
}
