using FromScratch.Cache.Engine;
using FromScratch.Core.Time;

namespace FromScratch.Micro.Engine;

/// <summary>An engine with 20-byte keys made ahead, so that only the engine is measured.</summary>
internal sealed class BenchEngine : IDisposable
{
    private const int KeyBytes = 20;
    private readonly CoarseClock _clock = new(TimeProvider.System);
    private readonly byte[] _keys;
    private readonly ulong[] _hashes;
    private readonly byte[] _value;

    public BenchEngine(int keys, long memoryBytes, EvictionPolicyKind eviction, int valueBytes)
    {
        var options = new CacheEngineOptions { MemoryBytesMax = memoryBytes, Eviction = eviction, HashSeed = 3 };
        Engine = new CacheEngine(options, new EngineClock(_clock));
        _keys = new byte[keys * KeyBytes];
        _hashes = new ulong[keys];
        _value = new byte[valueBytes];
        for (var i = 0; i < keys; i++)
        {
            System.Text.Encoding.ASCII.GetBytes($"key:{i:D16}").CopyTo(_keys, i * KeyBytes);
            _hashes[i] = Engine.Hash(Key(i));
        }
    }

    public CacheEngine Engine { get; }

    public int Keys => _hashes.Length;

    public ReadOnlySpan<byte> Key(int number) => _keys.AsSpan(number * KeyBytes, KeyBytes);

    /// <summary>Hashes, looks up and copies the value, as a request does.</summary>
    public bool Get(int number, Span<byte> destination)
    {
        var key = Key(number);
        var reader = new CopyingReader { Destination = destination };
        return Engine.Get(key, Engine.Hash(key), ref reader);
    }

    public StoreStatus Set(int number)
    {
        var key = Key(number);
        return Engine.Store(new StoreRequest { Key = key, Hash = Engine.Hash(key), Value = _value }, out _);
    }

    public void Dispose()
    {
        Engine.Dispose();
        _clock.Dispose();
    }

    private ref struct CopyingReader : IItemReader
    {
        public Span<byte> Destination;

        public readonly void Read(in ItemView item) => item.CopyValueTo(Destination);
    }
}
