using FromScratch.Cache.Session;

namespace FromScratch.Cache.Admin;

/// <param name="Reply">The rest of the reply, when it is longer than one turn.</param>
/// <param name="Close">Close the connection after the reply.</param>
/// <param name="Watcher">The connection has become a watcher: the session forwards Wake and Closed to it and ignores further input.</param>
public readonly record struct AdminResult(IResumableReply? Reply = null, bool Close = false, IWatcher? Watcher = null);
