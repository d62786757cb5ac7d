using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Protocols.Memcached.Binary;
using FromScratch.TestKit;
using FromScratch.TestKit.Sessions;

namespace FromScratch.Cache.Tests.Session.Binary;

/// <summary>A binary conversation with a real engine, without sockets.</summary>
internal sealed class BinaryFixture : IDisposable
{
    private readonly int _softLimitBytes;
    private SessionHarness? _harness;

    public BinaryFixture(Action<CacheOptions>? configure = null, int softLimitBytes = 256 * 1024)
    {
        _softLimitBytes = softLimitBytes;
        configure?.Invoke(Options);
        var engineOptions = new CacheEngineOptions
        {
            MemoryBytesMax = 16 << 20,
            HashSeed = 1,
            Partitions = 1,
            ItemBytesMax = Options.ItemBytesMax,
        };
        Engine = new CacheEngine(engineOptions, new EngineClock(Clock.Coarse));
        Context = CacheContext.Create(Options, Engine, loops: 1, Clock.Time);
    }

    public TestClock Clock { get; } = new();

    public CacheOptions Options { get; } = new();

    public CacheEngine Engine { get; }

    public CacheContext Context { get; }

    public CommandCounters Counters => Context.CountersByLoop[0];

    /// <summary>The present connection; after it was closed the next use opens another.</summary>
    public SessionHarness Connection => _harness ??= new SessionHarness(new CacheSessionFactory(Context), softLimitBytes: _softLimitBytes);

    public void Reconnect()
    {
        _harness?.Dispose();
        _harness = null;
    }

    public List<BinaryReply> Send(params BinaryCall[] calls)
    {
        Connection.Feed([.. calls.SelectMany(call => call.ToBytes())]);
        return BinaryReply.ParseAll(Connection.TakeOutput());
    }

    /// <summary>Sends one request that has exactly one reply.</summary>
    public BinaryReply Ask(BinaryCall call) => Assert.Single(Send(call));

    public BinaryStatus StatusOf(BinaryCall call) => Ask(call).Status;

    /// <summary>Stores a value and returns its CAS id.</summary>
    public ulong Put(string key, string value, uint flags = 0, uint expiration = 0)
    {
        var reply = Ask(BinaryCall.Store(BinaryOpcode.Set, key, value, flags, expiration));
        Assert.Equal(BinaryStatus.Success, reply.Status);
        return reply.Cas;
    }

    /// <summary>The value, or null on a miss.</summary>
    public string? Read(string key)
    {
        var reply = Ask(BinaryCall.Of(BinaryOpcode.Get, key));
        return reply.Status == BinaryStatus.Success ? reply.Value : null;
    }

    public void Dispose()
    {
        _harness?.Dispose();
        Engine.Dispose();
        Clock.Dispose();
    }
}
