using FromScratch.Cache.Admin.Watch;
using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Commands;

/// <summary>`watch [kind ...]`: the connection becomes a log reader; without a kind, of fetchers.</summary>
internal sealed class WatchCommand(CacheOptions options, WatchHub hub) : IAdminCommand
{
    public AdminResult Execute(in AdminLine line, IConnection connection, OutputBuffer output)
    {
        if (options.WatchDisabled)
            return Refuse(output, "CLIENT_ERROR watch commands not allowed"u8);
        var words = line.HasNoReply ? line.Count - 1 : line.Count;
        var kinds = words == 1 ? WatchKinds.Fetchers : WatchKinds.None;
        for (var i = 1; i < words; i++)
        {
            var kind = KindOf(line[i]);
            if (kind == WatchKinds.None)
                return Refuse(output, "ERROR"u8);
            kinds |= kind;
        }

        if (hub.TryAdd(kinds, connection) is not { } watcher)
            return Refuse(output, "WATCHER_TOO_MANY log watcher limit reached"u8);
        output.WriteLine("OK"u8);
        return new AdminResult(Watcher: watcher);
    }

    private static AdminResult Refuse(OutputBuffer output, ReadOnlySpan<byte> why)
    {
        output.WriteLine(why);
        return default;
    }

    private static WatchKinds KindOf(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual("fetchers"u8) => WatchKinds.Fetchers,
        _ when word.SequenceEqual("mutations"u8) => WatchKinds.Mutations,
        _ when word.SequenceEqual("evictions"u8) => WatchKinds.Evictions,
        _ when word.SequenceEqual("connevents"u8) => WatchKinds.Connections,
        _ when word.SequenceEqual("deletions"u8) => WatchKinds.Deletions,
        _ when word.SequenceEqual("rawcmds"u8) => WatchKinds.Silent,
        _ when word.SequenceEqual("sysevents"u8) => WatchKinds.Silent,
        _ when word.SequenceEqual("proxyreqs"u8) => WatchKinds.Silent,
        _ when word.SequenceEqual("proxyevents"u8) => WatchKinds.Silent,
        _ when word.SequenceEqual("proxyuser"u8) => WatchKinds.Silent,
        _ => WatchKinds.None,
    };
}
