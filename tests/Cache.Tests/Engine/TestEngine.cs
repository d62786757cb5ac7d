using System.Text;
using FromScratch.Cache.Engine;
using FromScratch.Core.Time;

namespace FromScratch.Cache.Tests.Engine;

/// <summary>An engine on a clock that the test moves, with the operations in short form.</summary>
internal sealed class TestEngine : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly CoarseClock _coarse;

    public TestEngine(CacheEngineOptions options)
    {
        _coarse = new CoarseClock(_time);
        Clock = new EngineClock(_coarse);
        Engine = new CacheEngine(options, Clock);
    }

    public TestEngine(long memoryBytes = 4 << 20, EvictionPolicyKind eviction = EvictionPolicyKind.Lru, int partitions = 1)
        : this(new CacheEngineOptions { MemoryBytesMax = memoryBytes, Eviction = eviction, Partitions = partitions, HashSeed = 7 })
    {
    }

    public CacheEngine Engine { get; }

    public EngineClock Clock { get; }

    public uint Now => Clock.Now;

    public void Advance(int seconds)
    {
        _time.Now += TimeSpan.FromSeconds(seconds);
        _coarse.Refresh();
    }

    public byte[]? Get(string key) => Lookup(key)?.Value;

    public Found? Lookup(string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        var reader = default(CapturingReader);
        return Engine.Get(bytes, Engine.Hash(bytes), ref reader) ? reader.Found : null;
    }

    public (GetStatus Status, Found? Item) Lookup(string key, RequestShaper shape)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        var reader = default(CapturingReader);
        var request = default(GetRequest);
        shape(ref request);
        request.Key = bytes;
        request.Hash = Engine.Hash(bytes);
        var status = Engine.Get(request, ref reader);
        return (status, reader.Found);
    }

    public StoreStatus Store(
        string key, ReadOnlySpan<byte> value, StoreMode mode = StoreMode.Set, uint flags = 0, uint expiry = 0,
        ulong cas = 0, ulong newCas = 0) =>
        Store(key, value, out _, mode, flags, expiry, cas, newCas);

    public StoreStatus Store(
        string key, ReadOnlySpan<byte> value, out ItemInfo stored, StoreMode mode = StoreMode.Set, uint flags = 0, uint expiry = 0,
        ulong cas = 0, ulong newCas = 0, bool staleIfCasLower = false, bool vivify = false)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        return Engine.Store(
            new StoreRequest
            {
                Key = bytes,
                Hash = Engine.Hash(bytes),
                Value = value,
                Mode = mode,
                ClientFlags = flags,
                Expiry = new Expiry(expiry),
                CompareCas = cas,
                NewCas = newCas,
                StaleIfCasLower = staleIfCasLower,
                Vivify = vivify,
            },
            out stored);
    }

    public StoreStatus Store(
        string key, string value, StoreMode mode = StoreMode.Set, uint flags = 0, uint expiry = 0, ulong cas = 0, ulong newCas = 0) =>
        Store(key, Encoding.UTF8.GetBytes(value), mode, flags, expiry, cas, newCas);

    public DeltaStatus Delta(
        string key, ulong amount, out ulong value, bool decrement = false, ulong cas = 0, ulong? initial = null, uint? touch = null)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        return Engine.Delta(
            new DeltaRequest
            {
                Key = bytes,
                Hash = Engine.Hash(bytes),
                Amount = amount,
                Decrement = decrement,
                CompareCas = cas,
                Vivify = initial.HasValue,
                Initial = initial ?? 0,
                Touch = touch.HasValue,
                TouchTo = new Expiry(touch ?? 0),
            },
            out value,
            out _);
    }

    public DeleteStatus Delete(
        string key, ulong cas = 0, bool markStale = false, bool dropValue = false, uint? touch = null, ulong newCas = 0)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        return Engine.Delete(
            new DeleteRequest
            {
                Key = bytes,
                Hash = Engine.Hash(bytes),
                CompareCas = cas,
                MarkStale = markStale,
                DropValue = dropValue,
                Touch = touch.HasValue,
                TouchTo = new Expiry(touch ?? 0),
                NewCas = newCas,
            },
            out _);
    }

    public void Dispose()
    {
        Engine.Dispose();
        _coarse.Dispose();
    }

    /// <summary>Without timers, so that a step of half a year costs nothing.</summary>
    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private struct CapturingReader : IItemReader
    {
        public Found? Found;

        public void Read(in ItemView item)
        {
            var value = new byte[item.ValueLength];
            item.CopyValueTo(value);
            Found = new Found(Encoding.UTF8.GetString(item.Key), value, item.ClientFlags, item.Cas, item.Lease, item.Info);
        }
    }
}

internal sealed record Found(string Key, byte[] Value, uint Flags, ulong Cas, LeaseState Lease, ItemInfo Info)
{
    public string Text => Encoding.UTF8.GetString(Value);
}

internal delegate void RequestShaper(ref GetRequest request);
