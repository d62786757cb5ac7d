using FromScratch.Cache.Session;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin;

/// <summary>
/// The operators' commands of the text protocol: stats, watch, lru, lru_crawler, slabs, cache_memlimit, verbosity, shutdown,
/// refresh_certs, extstore. The session recognises the verb and hands the whole line over.
/// </summary>
public sealed class AdminCommands
{
    /// <summary>Executes one line (without its line end) and writes the reply, or hands back a reply to be resumed.</summary>
    public AdminResult Execute(ReadOnlySpan<byte> line, IConnection connection, OutputBuffer output) => throw new NotImplementedException();
}

/// <param name="Reply">The rest of the reply, when it is longer than one turn.</param>
/// <param name="Close">Close the connection after the reply.</param>
/// <param name="Watcher">The connection has become a watcher: the session forwards Wake and Closed to it and ignores further input.</param>
public readonly record struct AdminResult(IResumableReply? Reply = null, bool Close = false, IWatcher? Watcher = null);

/// <summary>A connection that `watch` turned into a log reader.</summary>
public interface IWatcher
{
    /// <summary>Appends the lines gathered since the last call (bounded; skipped lines are counted and told).</summary>
    void Drain(OutputBuffer output);

    void Closed();
}
