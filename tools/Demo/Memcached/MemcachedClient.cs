using System.Globalization;
using System.Text;
using FromScratch.Demo.Content;

namespace FromScratch.Demo.Memcached;

/// <summary>
/// Pipelined meta commands (memcached 1.6 or newer, protocol.txt "Meta Commands") over one connection: all requests of a batch are sent while
/// the replies, which come back in order, are being read.
/// </summary>
public sealed class MemcachedClient(MemcachedConnection connection) : IDisposable
{
    /// <summary>Looks up every chunk and compares each byte that comes back. Results are in the order of <paramref name="chunks"/>.</summary>
    /// <exception cref="IOException">The connection failed, or the server answered something that is no reply to a lookup.</exception>
    public Task<LookupResult[]> LookUpAsync(IReadOnlyList<Chunk> chunks, CancellationToken cancellation)
    {
        var request = new StringBuilder();
        foreach (var chunk in chunks)
            request.Append("mg ").Append(chunk.Key).Append(" k v\r\n");
        return ExchangeAsync(Encoding.ASCII.GetBytes(request.ToString()), chunks, ReadLookupAsync, cancellation);
    }

    /// <summary>Stores every chunk without expiry; false where the server refused.</summary>
    /// <exception cref="IOException">The connection failed.</exception>
    public Task<bool[]> StoreAsync(IReadOnlyList<Chunk> chunks, CancellationToken cancellation)
    {
        using var request = new MemoryStream();
        foreach (var chunk in chunks)
        {
            request.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ms {chunk.Key} {chunk.Content.Length}\r\n")));
            request.Write(chunk.Content.Span);
            request.Write("\r\n"u8);
        }

        return ExchangeAsync(request.ToArray(), chunks, ReadStoreAsync, cancellation);
    }

    /// <summary>The general statistics, name to value (protocol.txt "Statistics").</summary>
    /// <exception cref="IOException">The connection failed.</exception>
    public async Task<Dictionary<string, string>> StatsAsync(CancellationToken cancellation)
    {
        await connection.SendAsync("stats\r\n"u8.ToArray(), cancellation).ConfigureAwait(false);
        var stats = new Dictionary<string, string>();
        while (await connection.ReadLineAsync(cancellation).ConfigureAwait(false) is var line && line != "END")
        {
            if (line.Split(' ', 3) is not ["STAT", var name, var value])
                throw new IOException($"\"{line}\" is no statistics line");
            stats[name] = value;
        }

        return stats;
    }

    /// <summary>The version text of the server.</summary>
    /// <exception cref="IOException">The connection failed, or something else than memcached answered.</exception>
    public async Task<string> VersionAsync(CancellationToken cancellation)
    {
        await connection.SendAsync("version\r\n"u8.ToArray(), cancellation).ConfigureAwait(false);
        var line = await connection.ReadLineAsync(cancellation).ConfigureAwait(false);
        return line.StartsWith("VERSION ", StringComparison.Ordinal) ? line[8..] : throw new IOException($"\"{line}\" is no version line");
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private async Task<T[]> ExchangeAsync<T>(byte[] request, IReadOnlyList<Chunk> chunks, Func<Chunk, CancellationToken, Task<T>> readReply,
        CancellationToken cancellation)
    {
        // Reading while sending: a server that waits for us to take its replies would otherwise never take our requests.
        var sending = connection.SendAsync(request, cancellation);
        var results = new T[chunks.Count];
        try
        {
            for (var i = 0; i < results.Length; i++)
                results[i] = await readReply(chunks[i], cancellation).ConfigureAwait(false);
        }
        catch
        {
            connection.Dispose();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await sending.ConfigureAwait(false);
        return results;
    }

    private async Task<LookupResult> ReadLookupAsync(Chunk chunk, CancellationToken cancellation)
    {
        var line = await connection.ReadLineAsync(cancellation).ConfigureAwait(false);
        // memcached adds the key flag to a miss too.
        if (line == "EN" || line.StartsWith("EN ", StringComparison.Ordinal))
            return LookupResult.Miss;
        if (line.Split(' ') is not ["VA", var lengthText, var key] || !int.TryParse(lengthText, CultureInfo.InvariantCulture, out var length)
            || length is < 0 or > ContentLimits.ReplyBytesMax)
            throw new IOException($"\"{line}\" is no reply to a lookup");

        var block = new byte[length + 2];
        await connection.ReadExactlyAsync(block, cancellation).ConfigureAwait(false);
        var right = key.AsSpan(1).SequenceEqual(chunk.Key) && block.AsSpan(0, length).SequenceEqual(chunk.Content.Span)
            && block.AsSpan(length).SequenceEqual("\r\n"u8);
        return right ? LookupResult.Hit : LookupResult.Wrong;
    }

    private async Task<bool> ReadStoreAsync(Chunk chunk, CancellationToken cancellation) =>
        await connection.ReadLineAsync(cancellation).ConfigureAwait(false) == "HD";
}
