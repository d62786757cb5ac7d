namespace FromScratch.Hosting.Lifetime;

/// <summary>
/// Whether this process should be sent requests. Starting, then ready as long as nothing holds it back, then
/// draining for good. From any thread.
/// </summary>
public sealed class Readiness
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _holds = [];
    private bool _started;
    private bool _draining;

    public bool IsReady => Reason is null;

    public bool IsDraining
    {
        get
        {
            lock (_lock)
                return _draining;
        }
    }

    /// <summary>Why requests should go elsewhere; null when ready.</summary>
    public string? Reason
    {
        get
        {
            lock (_lock)
            {
                if (_draining)
                    return "draining";
                if (!_started)
                    return "starting";
                return _holds.Count == 0 ? null : string.Join(", ", _holds.Order(StringComparer.Ordinal));
            }
        }
    }

    /// <summary>Not ready for <paramref name="reason"/> until <see cref="Release"/>; reasons add up.</summary>
    public void Hold(string reason)
    {
        lock (_lock)
            _holds.Add(reason);
    }

    public void Release(string reason)
    {
        lock (_lock)
            _holds.Remove(reason);
    }

    internal void Start()
    {
        lock (_lock)
            _started = true;
    }

    internal void Drain()
    {
        lock (_lock)
            _draining = true;
    }
}
