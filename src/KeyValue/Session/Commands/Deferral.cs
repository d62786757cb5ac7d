using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>Replies that come when a time is over, without holding a thread.</summary>
internal static class Deferral
{
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
