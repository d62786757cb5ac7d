using FromScratch.Core.Buffers;
using FromScratch.KeyValue.Engine;
using FromScratch.Log.Files;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using Microsoft.Extensions.Logging;

namespace FromScratch.KeyValue.Store;

/// <summary>
/// One history and what it makes of the keys: see DESIGN.md. Everything but <see cref="Gate"/> itself is called with the gate held, unless
/// said otherwise.
/// </summary>
public sealed partial class KeyValueStore : IAsyncDisposable
{
    /// <summary>Held for one received batch, or 64 applied operations, never over I/O.</summary>
    public Lock Gate { get; } = new();

    /// <summary>For reads and introspection; changed by applied entries only.</summary>
    public Keyspace Keys => throw new NotImplementedException();

    public StoreStats Stats => throw new NotImplementedException();

    /// <summary>
    /// Executes a read now, its one reply into <paramref name="reply"/>. The caller has nothing unanswered.
    /// </summary>
    public void Read(CommandSpec spec, in RespRequest request, RespWriter reply) => throw new NotImplementedException();

    /// <summary>A read behind unanswered writes of the same client: executed at its place in the history.</summary>
    /// <param name="wire">The request as RESP multibulk bytes.</param>
    public SubmitResult SubmitRead(IStoreClient client, CommandSpec spec, ReadOnlySpan<byte> wire) => throw new NotImplementedException();

    /// <summary>One write.</summary>
    /// <param name="wire">The request as RESP multibulk bytes.</param>
    public SubmitResult SubmitWrite(IStoreClient client, CommandSpec spec, ReadOnlySpan<byte> wire) => throw new NotImplementedException();

    /// <summary>A transaction: its commands' multibulk bytes one behind the other; a read-only one is no log entry but waits its turn.</summary>
    /// <param name="watched">Keys and the versions they had; 0 = there was no such key.</param>
    public SubmitResult SubmitTransaction(
        IStoreClient client, ReadOnlySpan<byte> wire, int commandCount, bool writes, IReadOnlyList<WatchedKey> watched) =>
        throw new NotImplementedException();

    /// <summary>
    /// The end of a received batch: hands what was submitted to the log. With durability everysec and no it is written, applied and
    /// answered before this returns (<see cref="IStoreClient.Unanswered"/> is 0 then); otherwise the answers come later.
    /// </summary>
    public void EndBatch() => throw new NotImplementedException();

    /// <summary>The client is gone; its unanswered operations are executed all the same, their replies dropped.</summary>
    public void Forget(IStoreClient client) => throw new NotImplementedException();

    /// <summary>SAVE and BGSAVE: begins a snapshot unless one is under way (false). Done is called under no lock, from any thread.</summary>
    public bool TryBeginSnapshot(Action<Exception?> done) => throw new NotImplementedException();

    /// <summary>Opens log and snapshot in the directory, replays, and begins to serve. Under no lock.</summary>
    /// <exception cref="IOException">Another process has the directory, or a file is damaged: file, offset and what to do.</exception>
    public static KeyValueStore Open(StoreOptions options, ILogDirectory directory, TimeProvider time, ILogger log) =>
        throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <param name="Key">A copy.</param>
/// <param name="Version">0 = there was no such key.</param>
public readonly record struct WatchedKey(byte[] Key, ulong Version);
