using System.Net;
using System.Net.Sockets;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using Microsoft.Extensions.Logging;

namespace FromScratch.LoadBalancer;

/// <summary>Finds all addresses of a name.</summary>
/// <exception cref="SocketException">They cannot be found now.</exception>
public delegate Task<IPAddress[]> NameLookUp(string host, CancellationToken cancellation);

/// <summary>
/// Looks the names of servers up in the background, again and again; what a look-up has found stands while later ones fail. Each backend
/// has its own turn, so that a name that takes long holds up its own backend alone.
/// </summary>
internal sealed class NameKeeper(BackendBook backends, NameLookUp lookUp, TimeProvider time, ILogger log)
{
    private const int PauseMsMin = 1_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<Backend, Turn> _turns = [];

    public static NameLookUp SystemLookUp { get; } = static (host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation);

    private long NowMs => (long)time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Every name once; what it finds counts as up.</summary>
    public Task StartAsync(CancellationToken cancellation) =>
        Task.WhenAll(backends.All.Select(backend => RunAsync(backend, TurnOf(backend), isStart: true, cancellation)));

    /// <summary>Begins the look-ups whose time has come, and those of backends that have changed.</summary>
    public void LookUpDue(long nowMs, CancellationToken stop)
    {
        var due = new List<(Backend Backend, Turn Turn)>();
        lock (_gate)
        {
            foreach (var old in _turns.Keys.Except(backends.All).ToList())
                _turns.Remove(old);
            foreach (var backend in backends.All)
            {
                var turn = TurnOf(backend);
                if (turn.IsUnderWay || (nowMs < turn.NextAtMs && ReferenceEquals(turn.Config, backend.Config)))
                    continue;
                turn.IsUnderWay = true;
                due.Add((backend, turn));
            }
        }

        foreach (var (backend, turn) in due)
            _ = RunDueAsync(backend, turn, stop);
    }

    private Turn TurnOf(Backend backend)
    {
        lock (_gate)
        {
            if (!_turns.TryGetValue(backend, out var turn))
                _turns.Add(backend, turn = new Turn());
            return turn;
        }
    }

    private async Task RunDueAsync(Backend backend, Turn turn, CancellationToken stop)
    {
        try
        {
            await RunAsync(backend, turn, isStart: false, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task RunAsync(Backend backend, Turn turn, bool isStart, CancellationToken stop)
    {
        try
        {
            turn.Config = backend.Config;
            foreach (var host in backend.Hosts)
                await LookUpAsync(backend, host, isStart, stop).ConfigureAwait(false);
        }
        finally
        {
            turn.NextAtMs = NowMs + Math.Max(PauseMsMin, backend.Config.ResolveMs);
            turn.IsUnderWay = false;
        }
    }

    private async Task LookUpAsync(Backend backend, string host, bool isStart, CancellationToken stop)
    {
        try
        {
            var found = await lookUp(host, stop).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            if (found.Length == 0)
                throw new SocketException((int)SocketError.NoData);
            foreach (var entry in backend.Found(host, found, isStart, NowMs))
                LbLog.Unresolved(log, backend.Name, host, $"none of {found.Length} addresses is one for {entry.Name}");
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            backend.LookUpFailed(NowMs);
            LbLog.Unresolved(log, backend.Name, host, error.Message);
        }
    }

    /// <summary>When a backend's names are looked up. Written by the look-up under way, if there is one.</summary>
    private sealed class Turn
    {
        private volatile bool _isUnderWay;
        private volatile BackendConfig? _config;
        private long _nextAtMs;

        public bool IsUnderWay
        {
            get => _isUnderWay;
            set => _isUnderWay = value;
        }

        public BackendConfig? Config
        {
            get => _config;
            set => _config = value;
        }

        public long NextAtMs
        {
            get => Volatile.Read(ref _nextAtMs);
            set => Volatile.Write(ref _nextAtMs, value);
        }
    }
}
