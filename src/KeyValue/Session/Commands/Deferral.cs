using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>Replies that come when a time is over, without holding a thread.</summary>
internal static class Deferral
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(5);

    /// <summary>When it is met, or the time is over; 0 waits for ever. Met is looked at under the gate.</summary>
    public static Step Until(KeyValueSession session, long milliseconds, Func<bool> isMet, Action<RespWriter> reply)
    {
        var step = session.Defer();
        var time = session.Context.Time;
        var began = time.GetTimestamp();
        session.Timer = time.CreateTimer(
            _ =>
            {
                lock (session.Context.Store.Gate)
                {
                    if (isMet() || (milliseconds > 0 && time.GetElapsedTime(began).TotalMilliseconds >= milliseconds))
                        session.Complete(reply);
                }
            },
            null, LookPeriod, LookPeriod);
        return step;
    }

    /// <summary>As Redis: 0 waits for ever; longer than the longest timer is the longest timer.</summary>
    public static Step After(KeyValueSession session, long milliseconds, Action<RespWriter> reply)
    {
        var step = session.Defer();
        if (milliseconds == 0)
            return step;
        var wait = TimeSpan.FromMilliseconds(Math.Min(milliseconds, uint.MaxValue - 1));
        session.Timer = session.Context.Time.CreateTimer(
            _ =>
            {
                lock (session.Context.Store.Gate)
                    session.Complete(reply);
            },
            null, wait, Timeout.InfiniteTimeSpan);
        return step;
    }
}
