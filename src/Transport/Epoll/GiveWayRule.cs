namespace FromScratch.Transport.Epoll;

/// <summary>
/// Whether a loop, before it waits, first lets other threads run and then looks again. Where it shares the processors with its peers, they
/// are the ones it waits for: they finish, and it serves what they sent in one round. On at <see cref="BusyPercent"/> of a processor, off
/// again below <see cref="QuietPercent"/>, and off for a time when those who run meanwhile keep the processor long, for they are not its
/// peers, or when mostly nobody has sent anything meanwhile.
/// </summary>
internal sealed class GiveWayRule
{
    public const int BusyPercent = 30;
    public const int QuietPercent = 15;

    /// <summary>Shorter stretches say little: a single long turn would count as busy.</summary>
    public const int StretchMsMin = 20;

    /// <summary>Peers that work in bursts of requests are done sooner.</summary>
    public const int LongMs = 1;

    /// <summary>So many times away are judged together: more long ones, or more for nothing, than these are no chance.</summary>
    public const int TimesJudged = 256;
    public const int LongTimesMax = TimesJudged / 16;
    public const int VainTimesMax = TimesJudged / 2;

    /// <summary>Off for so long at first, doubled each time that it proves wrong again.</summary>
    public const int PauseMs = 500;
    public const int PauseMsMax = 16_000;

    private long? _sinceMs;
    private long _cpuMsThen;
    private bool _isBusy;
    private int _times;
    private int _longTimes;
    private int _vainTimes;
    private long _pausedUntilMs = long.MinValue;
    private int _pauseMs = PauseMs;

    public bool IsOn => _isBusy && _sinceMs >= _pausedUntilMs;

    /// <summary>It let others run for so long, and found something afterwards or did not.</summary>
    public void Away(TimeSpan time, bool hasFound)
    {
        if (!hasFound)
            _vainTimes++;
        if (time.TotalMilliseconds > LongMs)
            _longTimes++;
        if (++_times == TimesJudged)
            Judge();
    }

    /// <summary>Now and then. The clock, and the processor time of the loop's thread, in milliseconds from any start.</summary>
    public void Update(long nowMs, long cpuMs)
    {
        if (_sinceMs is { } sinceMs)
        {
            var stretchMs = nowMs - sinceMs;
            if (stretchMs < StretchMsMin)
                return;
            _isBusy = 100 * (cpuMs - _cpuMsThen) / stretchMs >= (_isBusy ? QuietPercent : BusyPercent);
        }

        (_sinceMs, _cpuMsThen) = (nowMs, cpuMs);
    }

    private void Judge()
    {
        if (_longTimes <= LongTimesMax && _vainTimes <= VainTimesMax)
        {
            _pauseMs = PauseMs;
        }
        else
        {
            _pausedUntilMs = _sinceMs.GetValueOrDefault() + _pauseMs;
            _pauseMs = Math.Min(2 * _pauseMs, PauseMsMax);
        }

        _times = _longTimes = _vainTimes = 0;
    }
}
