using System.IO.Hashing;
using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Engine;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Store;

/// <summary>
/// Which keys go when memory is short. A victim goes when the entry that deletes it is applied; until then it is known here, so
/// that it counts as freed and is not picked twice.
/// </summary>
internal sealed class Evictions
{
    /// <summary>Redis's maxmemory-samples.</summary>
    private const int Samples = 5;
    private const int AttemptsMax = 16;
    private readonly Queue<(ulong Hash, long Bytes)> _pending = new();
    private readonly HashSet<ulong> _hashes = [];
    private readonly OutputBuffer _request = new();
    private Keyspace _keys;
    private long _pendingBytes;

    public Evictions(StoreOptions options, Keyspace keys)
    {
        (MemoryBytesMax, Policy, _keys) = (options.MemoryBytesMax, options.MemoryPolicy, keys);
    }

    public static CommandSpec Delete { get; } = CommandLookup.Find("del"u8)!;

    /// <summary>0 = no limit.</summary>
    public long MemoryBytesMax { get; set; }

    public MaxMemoryPolicy Policy { get; set; }

    public int PendingCount => _pending.Count;

    /// <summary>From now on these are the keys.</summary>
    public void Replace(Keyspace keys) => _keys = keys;

    /// <param name="growingBytes">Of writes that were taken and not executed yet.</param>
    public bool IsOver(long growingBytes) => MemoryBytesMax > 0 && _keys.BytesUsed + growingBytes - _pendingBytes > MemoryBytesMax;

    /// <summary>False = there is no key that may be deleted, or all that were looked at go already.</summary>
    public bool TryPick(SeededRandom random, out Item victim)
    {
        victim = default;
        if (Policy == MaxMemoryPolicy.NoEviction)
            return false;
        var order = Policy switch
        {
            MaxMemoryPolicy.AllKeysLru => EvictionOrder.LeastRecentlyUsed,
            MaxMemoryPolicy.AllKeysLfu => EvictionOrder.LeastFrequentlyUsed,
            _ => EvictionOrder.SoonestExpiry,
        };
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            victim = _keys.SampleForEviction(order, random.NextUInt64(), Samples);
            if (!victim.Exists)
                return false;
            if (!_hashes.Contains(XxHash3.HashToUInt64(victim.Key)))
                return true;
            if (order == EvictionOrder.SoonestExpiry)
                return false;
        }

        return false;
    }

    /// <summary>The command that deletes it; valid until the next call.</summary>
    public ReadOnlySpan<byte> Request(in Item victim)
    {
        _request.Clear();
        var writer = new RespWriter(_request, RespVersion.Resp2);
        writer.Array(2);
        writer.Bulk("DEL"u8);
        writer.Bulk(victim.Key);
        return _request.Written;
    }

    public void Proposed(in Item victim)
    {
        var hash = XxHash3.HashToUInt64(victim.Key);
        _hashes.Add(hash);
        _pending.Enqueue((hash, victim.Bytes));
        _pendingBytes += victim.Bytes;
    }

    /// <summary>The oldest proposal was applied.</summary>
    public void Applied()
    {
        var (hash, bytes) = _pending.Dequeue();
        _hashes.Remove(hash);
        _pendingBytes -= bytes;
    }
}
