using System.Diagnostics;
using System.Text;
using FromScratch.Demo.Content;
using FromScratch.Demo.Load;
using FromScratch.Routing.Maps;

namespace FromScratch.Demo;

/// <summary>
/// A site using its cache tier: stores every file of a directory, reads each back once, then looks files up in a zipf stream, and compares
/// every byte. Keys are spread by weighted ketama in the client. A node that goes away costs misses, not the run.
/// </summary>
public static class DemoRun
{
    /// <exception cref="DirectoryNotFoundException">The directory does not exist.</exception>
    /// <exception cref="InvalidOperationException">The directory holds no file that can be stored.</exception>
    public static async Task<DemoReport> RunAsync(IReadOnlyList<CacheNode> nodes, DemoOptions options, IDemoProgress progress,
        CancellationToken cancellation)
    {
        var content = DirectoryContent.Read(options.Directory, cancellation);
        if (content.Chunks.Count == 0)
            throw new InvalidOperationException($"{options.Directory} holds no file to store");

        var map = new WeightedKetamaMap([.. nodes.Select(node => ServerEntry.FromAddress(node.Host, node.Port))]);
        var preload = await PreloadAsync(nodes, map, content, options, progress, cancellation);

        var started = Stopwatch.GetTimestamp();
        var stream = await StreamAsync(nodes, map, content, options, progress, cancellation);
        return new DemoReport(content.FileCount, content.Chunks.Count, content.Bytes, content.SkippedFileCount, Stopwatch.GetElapsedTime(started),
            preload, stream);
    }

    private static async Task<NodeTally[]> PreloadAsync(IReadOnlyList<CacheNode> nodes, IServerMap map, DirectoryContent content,
        DemoOptions options, IDemoProgress progress, CancellationToken cancellation)
    {
        using var pool = new DriverPool(nodes, map, options.ReconnectMs, progress);
        progress.Begin("store every file", content.Chunks.Count);
        foreach (var batch in content.Chunks.Chunk(options.BatchChunks))
            await pool.RunAsync(batch, (driver, chunks) => driver.StoreAsync(chunks, cancellation));

        progress.Begin("read every file back", content.Chunks.Count);
        foreach (var batch in content.Chunks.Chunk(options.BatchChunks))
            await pool.RunAsync(batch, (driver, chunks) => driver.LookUpAsync(chunks, cancellation));
        return pool.Tallies;
    }

    private static async Task<NodeTally[]> StreamAsync(IReadOnlyList<CacheNode> nodes, IServerMap map, DirectoryContent content,
        DemoOptions options, IDemoProgress progress, CancellationToken cancellation)
    {
        using var pool = new DriverPool(nodes, map, options.ReconnectMs, progress);
        var zipf = new ZipfSampler(content.Chunks.Count, options.ZipfExponent, options.Seed);
        progress.Begin("zipf lookups", options.Lookups);
        for (var left = options.Lookups; left > 0;)
        {
            var batch = new Chunk[Math.Min(left, options.BatchChunks)];
            for (var i = 0; i < batch.Length; i++)
                batch[i] = content.Chunks[zipf.Next()];
            await pool.RunAsync(batch, (driver, chunks) => driver.LookUpAsync(chunks, cancellation));
            left -= batch.Length;
        }

        return pool.Tallies;
    }

    private sealed class DriverPool(IReadOnlyList<CacheNode> nodes, IServerMap map, int reconnectMs, IDemoProgress progress) : IDisposable
    {
        private readonly NodeDriver[] _drivers = [.. nodes.Select(node => new NodeDriver(node, reconnectMs, progress))];

        public NodeTally[] Tallies => [.. _drivers.Select(driver => driver.Tally)];

        public async Task RunAsync(Chunk[] batch, Func<NodeDriver, List<Chunk>, Task> work)
        {
            var shares = Array.ConvertAll(_drivers, _ => new List<Chunk>());
            foreach (var chunk in batch)
                shares[map.FindServer(Encoding.ASCII.GetBytes(chunk.Key))].Add(chunk);
            await Task.WhenAll(_drivers.Zip(shares, work));
            progress.Advance(batch.Length);
        }

        public void Dispose()
        {
            foreach (var driver in _drivers)
                driver.Dispose();
        }
    }
}
