using FromScratch.LoadBalancer.Balancing;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Health;

namespace FromScratch.LoadBalancer.Backends;

/// <content>Who is usable: active checks, what the answers show, slow start, panic. HEALTH.md has the rules.</content>
public sealed partial class Backend
{
    private long _windowEndMs;
    private bool _isUp = true;
    private long _changedAtMs;
    private long _downMs;
    private long _downs;

    /// <summary>Times that no server was left.</summary>
    public long Downs => Volatile.Read(ref _downs);

    /// <summary>Monotonic milliseconds since which there is a server, or none; 0 = since the start.</summary>
    public long ChangedAtMs => Volatile.Read(ref _changedAtMs);

    /// <summary>How long there was no server, in all.</summary>
    public long DownMs(long nowMs)
    {
        lock (_gate)
            return _downMs + (_isUp ? 0 : nowMs - _changedAtMs);
    }

    /// <summary>How a try ended: counted, and judged.</summary>
    public void Report(Server server, in RequestOutcome outcome, int loop, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(server);
        var cells = server.Cells(loop);
        cells.LastUsedMs = nowMs;
        if (outcome.Kind == OutcomeKind.Responded)
        {
            cells.ByClass[outcome.Status is >= 100 and < 600 ? outcome.Status / 100 : 0]++;
            cells.Response.Add(outcome.LatencyUs);
            if (_config.Policy == BalancePolicy.PeakEwma)
                server.ObserveLatency(Math.Max(1, outcome.LatencyUs), nowMs);
        }
        else if (outcome.Kind is OutcomeKind.ConnectFailed or OutcomeKind.ConnectTimeout)
        {
            cells.ConnectErrors++;
        }
        else
        {
            cells.ResponseErrors++;
        }

        if (outcome.Kind == OutcomeKind.Responded && outcome.Status is not (502 or 503 or 504))
        {
            server.Outlier.Succeeded();
            return;
        }

        cells.Failures++;
        var inARow = _config.Outlier.ConsecutiveFailures;
        if (server.Outlier.Failed(inARow) && !server.IsEjected)
            Eject(server, $"{inARow} failures in a row", nowMs);
    }

    /// <summary>Servers whose next check is due; each is under way until <see cref="CheckDone"/>.</summary>
    public IReadOnlyList<Server> TakeDueChecks(long nowMs)
    {
        if (_config.HealthCheck is null)
            return [];
        var due = new List<Server>();
        lock (_gate)
        {
            foreach (var server in _servers)
            {
                var check = server.Check;
                if (check.IsUnderWay || check.NextAtMs > nowMs || server.Mode == ServerMode.Maintenance)
                    continue;
                check.IsUnderWay = true;
                due.Add(server);
            }
        }

        return due;
    }

    /// <summary>Takes a check's outcome in and sets the time of the next one.</summary>
    public void CheckDone(Server server, in CheckOutcome outcome, long nowMs, DateTimeOffset at = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        lock (_gate)
        {
            server.Check.IsUnderWay = false;
            if (server.IsRemoved || _config.HealthCheck is not { } config)
                return;
            var hasChanged = server.Check.Take(outcome, config, at);
            server.Check.NextAtMs = nowMs + Jittered(server.Check.WaitMs(config), config.JitterPercent);
            if (!hasChanged)
                return;
            if (server.IsUp)
            {
                server.ReturnedAtMs = nowMs;
                _events.Up(this, server);
            }
            else
            {
                _events.Down(this, server, outcome.Text);
            }

            Rebuild(nowMs);
        }
    }

    /// <summary>Every quarter of a second: ends of ejections and windows, weights that grow, servers that have left.</summary>
    public void Tick(long nowMs)
    {
        lock (_gate)
        {
            var changes = false;
            foreach (var server in _servers)
            {
                if (server.IsEjected && nowMs >= server.Outlier.UntilMs)
                {
                    server.Outlier.Return();
                    server.ReturnedAtMs = nowMs;
                    _events.Returned(this, server);
                    changes = true;
                }

                if (server.ReturnedAtMs == 0)
                    continue;
                // Its weight grows; once more at the end, to the whole of it.
                changes = true;
                if (!SlowStart.IsActive(server.ReturnedAtMs, _config.SlowStartMs, nowMs))
                    server.ReturnedAtMs = 0;
            }

            if (nowMs >= _windowEndMs)
                EndWindow(nowMs);
            Retire();
            if (HandOver() || changes)
                Rebuild(nowMs);
        }
    }

    private void EndWindow(long nowMs)
    {
        var config = _config.Outlier;
        _windowEndMs = nowMs + config.WindowMs;
        if (config.FailurePercent == 0 && config.LatencyPercent == 0)
            return;
        var counts = new Dictionary<Server, WindowCounts>();
        foreach (var server in _servers)
        {
            var totals = server.Totals();
            counts.Add(server, WindowCounts.Between(server.Outlier.WindowBegin, totals));
            server.Outlier.WindowBegin = totals;
        }

        foreach (var (server, window) in counts)
        {
            var median = WindowJudge.MedianUs(counts.Where(other => other.Key != server).Select(other => other.Value), config);
            if (!server.IsEjected && WindowJudge.Judge(window, median, config) is { } reason)
                Eject(server, reason, nowMs);
        }
    }

    private void Eject(Server server, string reason, long nowMs)
    {
        lock (_gate)
        {
            var config = _config.Outlier;
            var ejected = _servers.Count(other => other.IsEjected);
            // One may always be ejected when there are others; more only up to the share.
            var mayBe = ejected == 0 ? _servers.Count > 1 : (ejected + 1) * 100 <= _servers.Count * config.EjectedPercentMax;
            if (server.IsEjected || server.IsRemoved || !mayBe)
                return;
            var ms = server.Outlier.Eject(config, nowMs);
            _events.Ejected(this, server, reason, ms);
            Rebuild(nowMs);
        }
    }

    private void NoteAvailability(bool isUp, long nowMs)
    {
        if (isUp == _isUp)
            return;
        if (isUp)
            _downMs += nowMs - _changedAtMs;
        else
            _downs++;
        (_isUp, _changedAtMs) = (isUp, nowMs);
    }

    private long Jittered(int ms, int percent)
    {
        var share = (2 * _random[_loops].NextDouble() - 1) * percent / 100;
        return (long)(ms * (1 + share));
    }

    /// <summary>Makes the set anew. Under the gate.</summary>
    private void Rebuild(long nowMs)
    {
        _all = [.. _servers];
        var open = _servers.FindAll(server => server.Mode == ServerMode.Ready && server.Weight > 0);
        var usable = open.FindAll(server => server.IsUp && !server.IsEjected);
        var chosen = usable.FindAll(server => !server.IsBackup);
        if (chosen.Count == 0)
            chosen = usable;
        var isPanic = _config.PanicPercent > 0 && open.Count > 0 && usable.Count * 100 < open.Count * _config.PanicPercent;
        if (isPanic)
            chosen = open;
        if (_servers.Count > 0 || _names.TrueForAll(static one => one.Found.Count > 0))
            NoteAvailability(usable.Count > 0, nowMs);
        if (isPanic != _set.IsPanic)
            _events.Panic(this, isPanic);
        double[] weights = [.. chosen.Select(s => SlowStart.Weight(s.Weight, s.ReturnedAtMs, _config.SlowStartMs, nowMs))];
        HashRing? ring = null;
        if (_config.Policy == BalancePolicy.Hash)
            ring = _set.Ring is { } before && before.IsOf(chosen) ? before : new HashRing(chosen);
        _set = new ServerSet([.. chosen], weights, isPanic, ring);
    }
}
