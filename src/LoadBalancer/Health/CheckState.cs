using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Health;

/// <summary>
/// Rise and fall of one server under active checks, without clock or I/O. Checks that disagree with the state count; one that agrees
/// sets the count back.
/// </summary>
internal sealed class CheckState(bool isUp)
{
    private volatile bool _isUp = isUp;

    /// <summary>At the start one check that disagrees is enough: nothing is known yet.</summary>
    private bool _isFirst = true;
    private TimeSpan _downFor;

    public bool IsUp => _isUp;

    /// <summary>Checks in a row that disagree with the state.</summary>
    public int Against { get; private set; }

    /// <summary>Monotonic milliseconds of the next check.</summary>
    public long NextAtMs { get; set; }

    public bool IsUnderWay { get; set; }

    public CheckOutcome? Last { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Since when it is up or down; default = since the start.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Checks that found it wanting.</summary>
    public long Failed { get; private set; }

    /// <summary>Times that it went down.</summary>
    public long Downs { get; private set; }

    /// <summary>How long it was down, in all.</summary>
    public TimeSpan DownFor(DateTimeOffset now) => _downFor + (_isUp || Since == default ? TimeSpan.Zero : now - Since);

    /// <summary>Takes the outcome in; true when the state has changed.</summary>
    /// <param name="outcome">What the check found.</param>
    /// <param name="config">Rise and fall.</param>
    /// <param name="at">When, for those who look at it.</param>
    public bool Take(in CheckOutcome outcome, HealthCheckConfig config, DateTimeOffset at = default)
    {
        (Last, LastAt) = (outcome, at);
        Failed += outcome.IsOk ? 0 : 1;
        if (outcome.IsOk == _isUp)
        {
            Against = 0;
            _isFirst = false;
            return false;
        }

        var needed = _isFirst ? 1 : _isUp ? config.Fall : config.Rise;
        if (++Against < needed)
            return false;
        _isFirst = false;
        Against = 0;
        if (!_isUp && Since != default)
            _downFor += at - Since;
        _isUp = !_isUp;
        Since = at;
        Downs += _isUp ? 0 : 1;
        return true;
    }

    /// <summary>How long to the next check, before jitter.</summary>
    public int WaitMs(HealthCheckConfig config) =>
        Against > 0 ? config.FastIntervalMs : _isUp ? config.IntervalMs : config.DownIntervalMs;

    /// <summary>There are no checks any more: it counts as up.</summary>
    public void Forget()
    {
        (_isUp, _isFirst, Against, Last) = (true, true, 0, null);
    }
}

/// <summary>What one check found.</summary>
/// <param name="IsOk">As configured.</param>
/// <param name="Status">Of an HTTP check; 0 = none came.</param>
/// <param name="DurationMs">From the start of the connection.</param>
/// <param name="Text">For a person: connection refused, status 503, ...</param>
/// <param name="Result">The same for programs.</param>
public readonly record struct CheckOutcome(
    bool IsOk, int Status, int DurationMs, string Text, CheckResult Result = CheckResult.Passed);
