namespace FromScratch.Transport.Epoll;

/// <summary>
/// Whether a loop, before it waits, first lets other threads run and then looks again. Where it shares the processors with its peers, they
/// are the ones it waits for: they finish, and it serves what they sent in one round. Looked at stretch by stretch, from tick to tick: on at
/// <see cref="BusyPercent"/> of a processor, off again below <see cref="QuietPercent"/>, and off for a time when those who run meanwhile
/// keep the processor long, for they are not its peers.
/// </summary>
internal sealed class GiveWayRule
{
    public const int BusyPercent = 30;
    public const int QuietPercent = 15;

    /// <summary>Shorter stretches say little: a single long turn would count as busy.</summary>
    public const int StretchMsMin = 200;

    /// <summary>Peers that work in bursts of requests are done sooner.</summary>
    public const int LongMs = 1;

    /// <summary>One long time away of so many is more than chance.</summary>
    public const int LongShare = 16;

    /// <summary>Stretches to stay off for, doubled each time that it proves wrong again.</summary>
    public const int PauseMin = 8;
    public const int PauseMax = 64;

    private long _sinceMs = long.MinValue;
    private long _cpuMsThen;
    private bool _isBusy;
    private int _times;
    private int _longTimes;
    private int _pause;
    private int _pauseNext = PauseMin;

    public bool IsOn => _isBusy && _pause == 0;

    /// <summary>It let others run for so long.</summary>
    public void Away(TimeSpan time)
    {
        _times++;
        if (time.TotalMilliseconds > LongMs)
            _longTimes++;
    }

    /// <summary>Now and then. The clock, and the processor time of the loop's thread, in milliseconds from any start.</summary>
    public void Tick(long nowMs, long cpuMs)
    {
        var stretchMs = nowMs - _sinceMs;
        if (_sinceMs != long.MinValue && stretchMs < StretchMsMin)
            return;
        if (_sinceMs != long.MinValue)
        {
            _isBusy = 100 * (cpuMs - _cpuMsThen) / stretchMs >= (_isBusy ? QuietPercent : BusyPercent);
            JudgePeers();
        }

        (_sinceMs, _cpuMsThen) = (nowMs, cpuMs);
        _times = _longTimes = 0;
    }

    private void JudgePeers()
    {
        if (_pause > 0)
        {
            _pause--;
        }
        else if (_longTimes > Math.Max(1, _times / LongShare))
        {
            _pause = _pauseNext;
            _pauseNext = Math.Min(2 * _pauseNext, PauseMax);
        }
        else if (_times > LongShare)
        {
            _pauseNext = PauseMin;
        }
    }
}
