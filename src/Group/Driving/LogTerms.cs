using FromScratch.Group.Members;
using FromScratch.Log;
using FromScratch.Replication;
using FromScratch.Replication.Membership;

namespace FromScratch.Group.Driving;

/// <summary>
/// What a replica asks of entries from before the start: read once from the log when it is opened, then kept as runs of one term. The
/// replica remembers itself what came later.
/// </summary>
internal sealed class LogTerms : ITermSource
{
    private readonly List<(ulong First, ulong Term)> _runs = [];
    private readonly WriteAheadLog _log;
    private ulong _last;

    /// <param name="log">Open.</param>
    /// <param name="configurationsFrom">Configurations in entries from here on are collected.</param>
    /// <exception cref="IOException">A configuration cannot be read.</exception>
    public LogTerms(WriteAheadLog log, ulong configurationsFrom)
    {
        _log = log;
        using var cursor = log.Read(log.FirstIndex);
        while (cursor.TryRead(out var entry))
        {
            if (_runs.Count == 0 || _runs[^1].Term != entry.Term)
                _runs.Add((entry.Index, entry.Term));
            _last = entry.Index;
            if (entry.Tag != GroupTags.Configuration || entry.Index < configurationsFrom)
                continue;
            var members = MemberList.TryDecode(entry.Payload)
                ?? throw new IOException(
                    $"entry {entry.Index} of the log holds a configuration that cannot be read: start the version that wrote it");
            Configurations.Add((entry.Index, members));
        }
    }

    public List<(ulong Index, MemberList Members)> Configurations { get; } = [];

    public ulong? TermAt(ulong index)
    {
        if (index < _log.FirstIndex || index > _last)
            return null;
        for (var i = _runs.Count - 1; i >= 0; i--)
        {
            if (index >= _runs[i].First)
                return _runs[i].Term;
        }

        return null;
    }

    public IEnumerable<PlacedConfiguration> Placed() =>
        Configurations.Select(placed => new PlacedConfiguration(placed.Index, placed.Members.ToConfiguration()));
}
