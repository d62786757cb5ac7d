using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using FromScratch.Cache.Engine;

namespace FromScratch.Micro.Engine;

/// <summary>
/// One operation of the engine on one thread, hashing included: 100-byte values under 20-byte keys, 1000 keys that stay in
/// the processor's caches, and a full 64 MiB for the eviction.
/// </summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Throughput, launchCount: 1, warmupCount: 3, iterationCount: 5)]
public class EngineBenchmarks
{
    private const int SmallSet = 1000;
    private const int LargeSet = 1 << 20;
    private readonly byte[] _destination = new byte[1024];
    private BenchEngine _small = null!;
    private BenchEngine _full = null!;
    private int _next;
    private int _nextNew;

    [ParamsAllValues]
    public EvictionPolicyKind Policy { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _small = new BenchEngine(SmallSet * 2, 64 << 20, Policy, 100);
        for (var i = 0; i < SmallSet; i++)
            _small.Set(i);
        _full = new BenchEngine(LargeSet, 64 << 20, Policy, 100);
        for (var i = 0; i < LargeSet; i++)
            _full.Set(i);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _small.Dispose();
        _full.Dispose();
    }

    [Benchmark]
    public bool GetHit() => _small.Get(Next(), _destination);

    [Benchmark]
    public bool GetMiss() => _small.Get(SmallSet + Next(), _destination);

    [Benchmark]
    public StoreStatus SetOverwrite() => _small.Set(Next());

    [Benchmark]
    public StoreStatus SetEvict()
    {
        _nextNew = (_nextNew + 1) & (LargeSet - 1);
        return _full.Set(_nextNew);
    }

    private int Next()
    {
        var next = _next + 1;
        return _next = next == SmallSet ? 0 : next;
    }
}
