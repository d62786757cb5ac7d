using FromScratch.LoadGen.Drivers;

namespace FromScratch.LoadGen.Running;

/// <summary>
/// Runs a plan: one thread per <see cref="LoadLoop"/>, all of which enter and leave each phase together, so that what is sampled at
/// the boundaries (the server's CPU) belongs to exactly that phase.
/// </summary>
public sealed class LoadRun(LoadPlan plan) : IDisposable
{
    private readonly CancellationTokenSource _abort = new();
    private readonly Lock _failureLock = new();
    private readonly PhaseCounters[][] _counters = [.. plan.Phases.Select(_ => NewCounters(plan))];
    private readonly List<long> _serverCpuNs = [];
    private Exception? _failure;

    /// <summary>Index of the phase that runs, for display.</summary>
    public int CurrentPhase { get; private set; }

    /// <summary>Requests answered so far in the running phase, for display.</summary>
    public long CurrentRequests => _counters[Math.Min(CurrentPhase, _counters.Length - 1)].Sum(c => Volatile.Read(ref c.Requests));

    /// <summary>Runs all phases; calls <paramref name="whileRunning"/> on the calling thread about four times a second.</summary>
    /// <exception cref="LoadRunFailedException">The server could not be reached, went away, or sent what is no reply.</exception>
    public IReadOnlyList<PhaseResult> Execute(Action<LoadRun> whileRunning, CancellationToken cancellation)
    {
        using var linked = cancellation.Register(_abort.Cancel);
        using var barrier = new Barrier(plan.Threads, _ => OnBoundary());
        var threads = new Thread[plan.Threads];
        for (var i = 0; i < plan.Threads; i++)
        {
            var index = i;
            threads[i] = new Thread(() => RunThread(index, barrier)) { Name = $"load {i}", IsBackground = true };
            threads[i].Start();
        }
        foreach (var thread in threads)
        {
            while (!thread.Join(250))
                whileRunning(this);
        }
        cancellation.ThrowIfCancellationRequested();
        if (_failure is not null)
            throw new LoadRunFailedException(_failure.Message, _failure);
        return [.. plan.Phases.Select((phase, i) => new PhaseResult(phase, _counters[i], _serverCpuNs[(2 * i) + 1] - _serverCpuNs[2 * i]))];
    }

    public void Dispose() => _abort.Dispose();

    private static PhaseCounters[] NewCounters(LoadPlan plan) =>
        [.. Enumerable.Range(0, plan.Threads).Select(_ => new PhaseCounters(new ReplyTally(plan.KeysPerRequestMax)))];

    private void OnBoundary()
    {
        _serverCpuNs.Add(plan.ServerPid is { } pid ? ProcessCpu.TotalNs(pid) : 0);
        CurrentPhase = _serverCpuNs.Count / 2;
    }

    private void RunThread(int index, Barrier barrier)
    {
        var connections = (plan.Connections / plan.Threads) + (index < plan.Connections % plan.Threads ? 1 : 0);
        try
        {
            using var loop = new LoadLoop(plan, connections, _abort.Token);
            for (var i = 0; i < plan.Phases.Count; i++)
            {
                var phase = plan.Phases[i];
                barrier.SignalAndWait(_abort.Token);
                loop.Run(phase, phase.Sources[index], _counters[i][index], plan.Threads);
                barrier.SignalAndWait(_abort.Token);
            }
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    /// <summary>The first failure is the cause; the other threads then end by cancellation.</summary>
    private void Fail(Exception failure)
    {
        lock (_failureLock)
            _failure ??= failure;
        _abort.Cancel();
    }
}
