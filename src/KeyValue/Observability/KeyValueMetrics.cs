using System.Diagnostics.Metrics;
using FromScratch.KeyValue.Session;
using FromScratch.KeyValue.Session.Statistics;
using FromScratch.KeyValue.Store;

namespace FromScratch.KeyValue.Observability;

/// <summary>
/// Meter "FromScratch.KeyValue": what INFO shows, for /metrics and OpenTelemetry. Read only when somebody collects.
/// </summary>
internal sealed class KeyValueMetrics : IDisposable
{
    public const string MeterName = "FromScratch.KeyValue";

    private readonly Meter _meter = new(MeterName);
    private readonly KeyValueContext _context;

    public KeyValueMetrics(KeyValueContext context)
    {
        _context = context;
        AddCommands();
        AddKeys();
        AddLog();
        AddClients();
        AddGroup();
    }

    public void Dispose() => _meter.Dispose();

    private void AddCommands()
    {
        Session("keyvalue.commands", "{command}", "Commands executed or handed to the store.", c => c.Commands);
        Session("keyvalue.errors", "{reply}", "Error replies.", c => c.ErrorReplies);
        Session("keyvalue.protocol.errors", "{error}", "Connections closed because of bytes that are no request.", c => c.ProtocolErrors);
        Session("keyvalue.auth.failures", "{attempt}", "Logins with a wrong name or password.", c => c.AuthFailures);
        Session("keyvalue.auth.denied", "{command}", "Commands refused because of the user's permissions.", c => c.AccessDenied);
        _meter.CreateObservableCounter("keyvalue.command.calls", Calls, "{command}", "Commands by name.");
        _meter.CreateObservableCounter("keyvalue.command.time", Seconds, "s", "Time spent in commands by name.");
    }

    private void AddKeys()
    {
        Store("keyvalue.key.hits", "{key}", "Look-ups that found their key.", s => s.KeyHits);
        Store("keyvalue.key.misses", "{key}", "Look-ups that found nothing.", s => s.KeyMisses);
        Store("keyvalue.keys.expired", "{key}", "Keys whose time had come and whose memory was taken back.", s => s.KeysExpired);
        Store("keyvalue.keys.evicted", "{key}", "Keys removed to make room.", s => s.KeysEvicted);
        Gauge("keyvalue.keys", "{key}", "Keys held.", () => _context.Store.Keys.Count);
        Gauge("keyvalue.keys.expiring", "{key}", "Of those, with an expiry.", () => _context.Store.Keys.ExpiringCount);
        Gauge("keyvalue.memory.used", "By", "Memory of keys and values.", () => _context.Store.Keys.BytesUsed);
        Gauge("keyvalue.memory.limit", "By", "What it may be; 0 = no limit.", () => _context.Settings.MaxMemoryBytes);
    }

    private void AddLog()
    {
        Store("keyvalue.log.entries", "{entry}", "Entries written to the log.", s => s.EntriesAppended);
        Store("keyvalue.log.syncs", "{sync}", "Times that the log was forced to disk.", s => s.Syncs);
        Gauge("keyvalue.log.bytes", "By", "Size of the log.", () => _context.Store.Stats.LogBytes);
        Gauge("keyvalue.log.appended_index", "{entry}", "The last entry handed to the log.",
            () => (long)_context.Store.Stats.AppendedIndex);
        Gauge("keyvalue.log.durable_index", "{entry}", "The last entry kept as durability promises.",
            () => (long)_context.Store.Stats.DurableIndex);
        Gauge("keyvalue.log.applied_index", "{entry}", "The last entry executed.", () => (long)_context.Store.Stats.AppliedIndex);
        Gauge("keyvalue.log.disk_full", "{state}", "1 while writes are refused for want of disk space.",
            () => _context.Store.Stats.DiskFull ? 1 : 0);
        Gauge("keyvalue.snapshot.changes", "{entry}", "Changes since the last snapshot.", () => _context.Store.Stats.ChangesSinceSnapshot);
        Gauge("keyvalue.snapshot.failed", "{state}", "1 when the last snapshot failed.",
            () => _context.Store.Stats.LastSnapshotFailed ? 1 : 0);
    }

    private void AddClients()
    {
        Gauge("keyvalue.clients", "{client}", "Clients connected.", () => _context.Clients.Count);
        Gauge("keyvalue.pubsub.channels", "{channel}", "Channels with subscribers.", () => _context.PubSub.ChannelCount);
        Gauge("keyvalue.pubsub.patterns", "{pattern}", "Patterns with subscribers.", () => _context.PubSub.PatternCount);
        Session(
            "keyvalue.pubsub.slow_readers", "{client}", "Clients closed because messages piled up for them.", c => c.SlowReadersClosed);
    }

    private void AddGroup()
    {
        Gauge("keyvalue.streams", "{stream}", "Connections that read changes or a backup.", () => _context.Streams.Count);
        Gauge("keyvalue.streams.lag", "{entry}", "Entries that the slowest reader of changes is behind.",
            () => (long)_context.Streams.LagEntriesMax);
        Gauge("keyvalue.group.leads", "{state}", "1 while this node leads its group.", () => _context.Store.IsLeader ? 1 : 0);
        Gauge("keyvalue.group.term", "{term}", "The group's term.", () => (long)_context.Store.Stats.Term);
        Gauge("keyvalue.mirror.index", "{entry}", "The entry of the group that this one is a copy of that is here; 0 = it is none.",
            () => (long)(MirrorView.Of(_context)?.Index ?? 0));
        Gauge("keyvalue.mirror.lag", "{entry}", "On the leader of a copy: entries that the other group has and this one has not.",
            () => MirrorView.Of(_context)?.LagEntries ?? 0);
        Gauge("keyvalue.mirror.lag_time", "ms", "How old the newest entry of a copy is, while it lags.",
            () => MirrorView.Of(_context)?.LagMs ?? 0);
        _meter.CreateObservableGauge(
            "keyvalue.group.lag", Lags, "{entry}", "On the leader: entries that a member does not have on disk yet.");
    }

    private List<Measurement<long>> Lags()
    {
        if (_context.Store.Group?.Status is not { IsLeader: true } status)
            return [];
        return
        [
            .. status.Members.Where(member => !member.IsSelf).Select(member => new Measurement<long>(
                (long)(status.LastIndex - Math.Min(status.LastIndex, member.MatchIndex)),
                new KeyValuePair<string, object?>("member", member.Name))),
        ];
    }

    private List<Measurement<long>> Calls()
    {
        lock (_context.Store.Gate)
            return [.. _context.Counters.Used.Select(static f => new Measurement<long>(f.Calls, Label(f)))];
    }

    private List<Measurement<double>> Seconds()
    {
        lock (_context.Store.Gate)
            return [.. _context.Counters.Used.Select(static f => new Measurement<double>(f.Nanoseconds / 1e9, Label(f)))];
    }

    private static KeyValuePair<string, object?> Label(CommandFigures figures) =>
        new("command", System.Text.Encoding.ASCII.GetString(figures.Spec.FullName));

    private void Session(string name, string unit, string help, Func<CommandCounters, long> read) =>
        _meter.CreateObservableCounter(name, () => Locked(() => read(_context.Counters)), unit, help);

    private void Store(string name, string unit, string help, Func<StoreStats, long> read) =>
        _meter.CreateObservableCounter(name, () => Locked(() => read(_context.Store.Stats)), unit, help);

    private void Gauge(string name, string unit, string help, Func<long> read) =>
        _meter.CreateObservableGauge(name, () => Locked(read), unit, help);

    private long Locked(Func<long> read)
    {
        lock (_context.Store.Gate)
            return read();
    }
}
