using FromScratch.Cache.Engine;
using FromScratch.Transport;

namespace FromScratch.Cache.Session;

/// <summary>
/// Told of each request on an item while <see cref="CacheContext.Observer"/> is set: `watch fetchers|mutations|deletions` and
/// `stats detail` stand behind it. Called on the connection's I/O loop after the engine has answered, from several loops at once: must be
/// short and must not block. Keys are valid during the call only.
/// </summary>
public interface IRequestObserver
{
    /// <summary>A lookup: get, gets, gat, gats, touch, mg and their binary forms, once per key.</summary>
    /// <param name="valueLength">Bytes of the value; 0 on a miss.</param>
    void Fetched(IConnection connection, ReadOnlySpan<byte> key, FetchOutcome outcome, int valueLength);

    /// <summary>A store: set, add, replace, append, prepend, cas, ms and their binary forms; also a delta that stored.</summary>
    /// <param name="valueLength">Bytes of the value that the request carried.</param>
    void Mutated(
        IConnection connection, ReadOnlySpan<byte> key, MutationCommand command, StoreStatus status, Expiry expiry, int valueLength);

    /// <summary>A removal: delete, md and their binary forms.</summary>
    void Deleted(IConnection connection, ReadOnlySpan<byte> key, DeletionCommand command, DeleteStatus status);
}

public enum FetchOutcome : byte
{
    NotFound,
    Found,
}

/// <summary>What `watch mutations` prints as `cmd=`; numbers are memcached's own.</summary>
public enum MutationCommand : byte
{
    Add = 1,
    Set,
    Replace,
    Append,
    Prepend,
    Cas,
}

/// <summary>What `watch deletions` prints as `cmd=`.</summary>
public enum DeletionCommand : byte
{
    Delete,
    MetaDelete,
}
