using System.Net;
using FromScratch.LoadBalancer.AccessLog;

namespace FromScratch.LoadBalancer.Proxy;

/// <content>One line in the access log per request.</content>
internal sealed partial class HttpSession
{
    /// <summary>Null while no access log is written, as of the beginning of the request.</summary>
    private RequestNote? _note;

    private void Log(LoopAccessLog log, EndReason reason)
    {
        var (note, times, now) = (_note!, Times, _loop.NowUs);
        var began = times.BeginUs == 0 ? now : times.BeginUs;
        var record = new AccessRecord
        {
            UnixMs = _loop.WallClock.ToUnixTimeMilliseconds() - (now - began) / 1000,
            Client = _fields.AddressText,
            ClientPort = (Connection.RemoteEndPoint as IPEndPoint)?.Port ?? 0,
            Listener = log.Bytes(_runtime.Name),
            Route = log.Bytes(_exchange.LastRoute?.Config.Name),
            Backend = log.Bytes(_exchange.LastBackend?.Name),
            Server = log.Bytes(_exchange.LastServer?.Name),
            Method = note.Method,
            Target = note.Target,
            Version = note.Version,
            Host = note.Host,
            UserAgent = note.UserAgent,
            Referer = note.Referer,
            TraceId = note.TraceId,
            Status = Status,
            BytesIn = note.BytesIn,
            BytesOut = note.BytesOut,
            HeadMicroseconds = Between(began, times.HeadUs),
            QueueMicroseconds = Between(times.HeadUs, times.PickedUs),
            ConnectMicroseconds = Between(times.PickedUs, times.ConnectedUs),
            ResponseMicroseconds = Between(times.ConnectedUs, times.ResponseUs),
            TotalMicroseconds = now - began,
            Retries = _exchange.Retries,
            Termination = TerminationOf(reason),
        };
        log.Append(record);
        note.Clear();
    }

    private static long Between(long from, long to) => from == 0 || to == 0 ? -1 : to - from;

    private Termination TerminationOf(EndReason reason) => reason switch
    {
        EndReason.Done => _exchange.LastServer is null ? Termination.AnsweredHere : Termination.Completed,
        EndReason.BadRequest => Status is 413 or 414 or 431 ? Termination.RequestTooLarge : Termination.BadRequest,
        EndReason.HeadTimeout => Termination.RequestTimedOut,
        EndReason.BodyTimeout => Termination.ClientTimedOutInBody,
        EndReason.ClientGone when _exchange.IsQueued => Termination.ClientClosedInQueue,
        EndReason.ClientGone when _exchange.HasResponse => Termination.ClientClosedInBody,
        EndReason.ClientGone => Termination.ClientClosedInResponse,
        EndReason.NoRoute => Termination.NoRoute,
        EndReason.MethodNotAllowed => Termination.MethodNotAllowed,
        EndReason.RateLimited => Termination.RateLimited,
        EndReason.LoopDetected => Termination.LoopDetected,
        EndReason.NoServer => Termination.NoServer,
        EndReason.BreakerOpen => Termination.BreakerOpen,
        EndReason.QueueFull => Termination.QueueFull,
        EndReason.QueueTimeout => Termination.QueueTimedOut,
        EndReason.ConnectFailed => Termination.ConnectFailed,
        EndReason.ConnectTimeout => Termination.ConnectTimedOut,
        EndReason.ResponseTimeout => Termination.ServerTimedOutInResponse,
        EndReason.BadResponse => Termination.BadResponse,
        EndReason.ServerCut => _exchange.HasResponse ? Termination.ServerClosedInBody : Termination.ServerClosedInResponse,
        _ => Termination.Shutdown,
    };
}
