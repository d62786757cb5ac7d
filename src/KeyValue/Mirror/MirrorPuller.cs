using FromScratch.KeyValue.Store;
using Microsoft.Extensions.Logging;

namespace FromScratch.KeyValue.Mirror;

/// <summary>
/// The thread that, on the leader of a group that is a copy, fetches what the other group has. Between two connections it waits; what it
/// knows is in the store, so that any node can go on.
/// </summary>
internal sealed class MirrorPuller : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RolePoll = TimeSpan.FromMilliseconds(20);
    private readonly KeyValueStore _store;
    private readonly MirrorSource _source;
    private readonly string _temporary;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ManualResetEventSlim _signal = new();
    private readonly Thread _thread;
    private volatile bool _isStopping;
#pragma warning disable CA2213 // Disposed of by the thread that made it.
    private volatile MirrorPull? _pull;
#pragma warning restore CA2213
    private readonly Lock _pullGate = new();
    private string? _error;

    /// <param name="store">Of the copy.</param>
    /// <param name="source">How to reach the other group.</param>
    /// <param name="directory">For a snapshot on its way.</param>
    /// <param name="time">For patience.</param>
    /// <param name="log">For the operator.</param>
    public MirrorPuller(KeyValueStore store, MirrorSource source, string directory, TimeProvider time, ILogger log)
    {
        (_store, _source, _time, _log) = (store, source, time, log);
        _temporary = Path.Combine(directory, "mirror.tmp");
        lock (store.Gate)
            store.MirrorChanged = _signal.Set;
        _thread = new Thread(Run) { IsBackground = true, Name = "kv-mirror" };
        _thread.Start();
    }

    /// <summary>Why it does not get on, on the node that leads; null = it does.</summary>
    public string? Error => Volatile.Read(ref _error);

    /// <summary>What the other group had applied when it was last asked; 0 = not known.</summary>
    public ulong UpstreamIndex => _pull?.UpstreamIndex ?? 0;

    /// <summary>The last entry of the other group's that this node knows to be of no more interest.</summary>
    public ulong PassedIndex => _pull?.PassedIndex ?? 0;

    public void Dispose()
    {
        _isStopping = true;
        lock (_pullGate)
            _pull?.Stop();
        _signal.Set();
        _thread.Join();
        _signal.Dispose();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _signal.Reset();
            bool isActive, leads;
            MirrorState state;
            lock (_store.Gate)
            {
                state = _store.Mirror;
                isActive = state.IsActive && _store.IsLeader;
                leads = _store.LeadsWithAllApplied;
            }

            if (!isActive)
                _signal.Wait();
            else if (!leads)
                _signal.Wait(RolePoll);
            else if (!TryPull(state))
                _signal.Wait(Pause);
        }
    }

    private bool TryPull(MirrorState state)
    {
        using var pull = new MirrorPull(_store, _source, _temporary, _time);
        lock (_pullGate)
            _pull = pull;
        try
        {
            if (_isStopping)
                return true;
            pull.Run(state, () => SetError(null, state.Upstream));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (!_isStopping)
                SetError(error.Message, state.Upstream);
            return false;
        }
        finally
        {
            lock (_pullGate)
                _pull = null;
        }
    }

    private void SetError(string? error, string upstream)
    {
        if (Interlocked.Exchange(ref _error, error) == error)
            return;
        if (error is null)
            MirrorLog.Follows(_log, upstream);
        else
            MirrorLog.Interrupted(_log, upstream, error);
    }
}
