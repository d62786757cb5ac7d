using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>
/// `stats detail`: requests counted by the part of their key before the delimiter (-D); keys without one are not counted. Costs nothing
/// while off. At <see cref="PrefixesMax"/> new prefixes are left out and counted in <see cref="RequestsUntracked"/>. Thread-safe.
/// </summary>
internal sealed class PrefixStats
{
    public const int PrefixesMax = 10_000;

    private readonly byte _delimiter;
    private readonly ConcurrentDictionary<byte[], Counters> _prefixes = new(KeyComparer.Instance);
    private readonly ConcurrentDictionary<byte[], Counters>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private volatile bool _enabled;
    private int _count;
    private long _requestsUntracked;

    public PrefixStats(CacheOptions options)
    {
        _delimiter = options.PrefixDelimiter.Length > 0 ? (byte)options.PrefixDelimiter[0] : (byte)':';
        _enabled = options.DetailStats;
        _lookup = _prefixes.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public bool Enabled { get => _enabled; set => _enabled = value; }

    public long RequestsUntracked => Volatile.Read(ref _requestsUntracked);

    public void Get(ReadOnlySpan<byte> key, bool hit)
    {
        if (!TryFind(key, out var counters))
            return;
        Interlocked.Increment(ref counters.Gets);
        if (hit)
            Interlocked.Increment(ref counters.Hits);
    }

    public void Set(ReadOnlySpan<byte> key)
    {
        if (TryFind(key, out var counters))
            Interlocked.Increment(ref counters.Sets);
    }

    public void Delete(ReadOnlySpan<byte> key)
    {
        if (TryFind(key, out var counters))
            Interlocked.Increment(ref counters.Deletes);
    }

    public (byte[] Prefix, Counters Counters)[] Read() => [.. _prefixes.Select(pair => (pair.Key, pair.Value))];

    public void Clear()
    {
        _prefixes.Clear();
        Volatile.Write(ref _count, 0);
        Volatile.Write(ref _requestsUntracked, 0);
    }

    private bool TryFind(ReadOnlySpan<byte> key, [NotNullWhen(true)] out Counters? counters)
    {
        counters = null;
        var end = key.IndexOf(_delimiter);
        if (end < 0)
            return false;
        var prefix = key[..end];
        if (_lookup.TryGetValue(prefix, out counters))
            return true;
        if (Volatile.Read(ref _count) >= PrefixesMax)
        {
            Interlocked.Increment(ref _requestsUntracked);
            return false;
        }

        // Two loops may both add at the limit: it is passed by at most one per loop.
        var added = new Counters();
        counters = _prefixes.GetOrAdd(prefix.ToArray(), added);
        if (ReferenceEquals(counters, added))
            Interlocked.Increment(ref _count);
        return true;
    }

    internal sealed class Counters
    {
        public long Gets;
        public long Hits;
        public long Sets;
        public long Deletes;
    }

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static KeyComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
