using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Cache.Session.Auth;
using FromScratch.TestKit;
using FromScratch.TestKit.Sessions;

namespace FromScratch.Cache.Tests.Session;

/// <summary>A cache server without sockets: real engine, real sessions, a clock that the test moves.</summary>
internal sealed class CacheUnderTest : IDisposable
{
    public CacheUnderTest(Action<CacheOptions>? configure = null, PasswordFile? passwords = null)
    {
        configure?.Invoke(Options);
        var engineOptions = new CacheEngineOptions
        {
            MemoryBytesMax = 4 << 20,
            ItemBytesMax = Options.ItemBytesMax,
            EvictionEnabled = !Options.EvictionDisabled,
            Partitions = 1,
            HashSeed = 1,
        };
        Engine = new CacheEngine(engineOptions, new EngineClock(Clock.Coarse));
        Context = CacheContext.Create(Options, Engine, loops: 1, Clock.Time);
        Factory = new CacheSessionFactory(Context, passwords);
    }

    public TestClock Clock { get; } = new();

    public CacheOptions Options { get; } = new();

    public CacheEngine Engine { get; }

    public CacheContext Context { get; }

    public CacheSessionFactory Factory { get; }

    public CommandCounters Counters => Context.CountersByLoop[0];

    public SessionHarness Connect(int softLimitBytes = 256 * 1024) => new(Factory, softLimitBytes: softLimitBytes);

    public void Dispose()
    {
        Engine.Dispose();
        Clock.Dispose();
    }
}
