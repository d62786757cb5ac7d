using System.Diagnostics;
using FromScratch.Demo.Content;
using FromScratch.Demo.Memcached;

namespace FromScratch.Demo.Load;

/// <summary>
/// Drives one node: keeps its connection, counts what it does, and carries on without it while it is away. One batch at a time.
/// </summary>
internal sealed class NodeDriver(CacheNode node, int reconnectMs, IDemoProgress progress) : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    private MemcachedClient? _client;
    private long _lastAttempt;
    private bool _wasConnected;
    private bool _away;

    public NodeTally Tally { get; } = new(node.Name);

    /// <summary>Stores the batch; what cannot be stored now is counted and will be refilled by a later miss.</summary>
    public async Task StoreAsync(IReadOnlyList<Chunk> chunks, CancellationToken cancellation)
    {
        if (chunks.Count == 0)
            return;
        if (await ConnectAsync(cancellation) is not { } client)
        {
            Tally.Unstored += chunks.Count;
            return;
        }

        try
        {
            var stored = await client.StoreAsync(chunks, cancellation);
            Tally.Stores += stored.Count(ok => ok);
            Tally.Refused += stored.Count(ok => !ok);
        }
        catch (IOException e)
        {
            Tally.Unstored += chunks.Count;
            Lose(e);
        }
    }

    /// <summary>Looks the batch up, checks it, and stores again what was missing.</summary>
    public async Task LookUpAsync(IReadOnlyList<Chunk> chunks, CancellationToken cancellation)
    {
        if (chunks.Count == 0)
            return;
        Tally.Lookups += chunks.Count;
        if (await ConnectAsync(cancellation) is not { } client)
        {
            Tally.Unreachable += chunks.Count;
            return;
        }

        LookupResult[] results;
        try
        {
            results = await client.LookUpAsync(chunks, cancellation);
        }
        catch (IOException e)
        {
            Tally.Unreachable += chunks.Count;
            Lose(e);
            return;
        }

        await StoreAsync(Count(chunks, results), cancellation);
    }

    public void Dispose() => _client?.Dispose();

    private List<Chunk> Count(IReadOnlyList<Chunk> chunks, LookupResult[] results)
    {
        var missing = new HashSet<Chunk>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < results.Length; i++)
        {
            switch (results[i])
            {
                case LookupResult.Hit:
                    Tally.Hits++;
                    Tally.BytesRead += chunks[i].Content.Length;
                    break;
                case LookupResult.Miss:
                    Tally.Misses++;
                    missing.Add(chunks[i]);
                    break;
                default:
                    Tally.Wrong++;
                    progress.Note($"WRONG BYTES from {node.Name} for {chunks[i].Key}");
                    break;
            }
        }

        return [.. missing];
    }

    private async Task<MemcachedClient?> ConnectAsync(CancellationToken cancellation)
    {
        if (_client is not null)
            return _client;
        if (_lastAttempt != 0 && Stopwatch.GetElapsedTime(_lastAttempt).TotalMilliseconds < reconnectMs)
            return null;

        _lastAttempt = Stopwatch.GetTimestamp();
        try
        {
            _client = new MemcachedClient(await MemcachedConnection.ConnectAsync(node.Host, node.Port, _timeout, cancellation));
        }
        catch (IOException e)
        {
            Lose(e);
            return null;
        }

        if (_away)
            progress.Note($"{node.Name} is {(_wasConnected ? "back" : "there")}: what it lacks is refilled as it is asked for");
        _away = false;
        _wasConnected = true;
        return _client;
    }

    private void Lose(IOException reason)
    {
        _client?.Dispose();
        _client = null;
        if (_away)
            return;
        _away = true;
        Tally.Outages++;
        progress.Note($"{node.Name} is away ({reason.Message}): its lookups miss until it is back");
    }
}
