namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Why a request ended as it did: the label of a counter, a word in the access log, and what a client is told.</summary>
public enum EndReason : byte
{
    /// <summary>A server's response was passed on whole.</summary>
    Done,
    BadRequest,
    HeadTimeout,
    BodyTimeout,
    ClientGone,
    NoRoute,
    MethodNotAllowed,
    RateLimited,
    LoopDetected,
    NoServer,
    BreakerOpen,
    QueueFull,
    QueueTimeout,
    ConnectFailed,
    ConnectTimeout,
    ResponseTimeout,
    BadResponse,

    /// <summary>The server closed before the end of its response.</summary>
    ServerCut,
    Draining,
}

internal static class EndReasons
{
    /// <summary>The word in logs, labels and the reason field.</summary>
    public static ReadOnlySpan<byte> Word(this EndReason reason) => reason switch
    {
        EndReason.Done => "done"u8,
        EndReason.BadRequest => "bad-request"u8,
        EndReason.HeadTimeout => "head-timeout"u8,
        EndReason.BodyTimeout => "body-timeout"u8,
        EndReason.ClientGone => "client-gone"u8,
        EndReason.NoRoute => "no-route"u8,
        EndReason.MethodNotAllowed => "method-not-allowed"u8,
        EndReason.RateLimited => "rate-limited"u8,
        EndReason.LoopDetected => "loop-detected"u8,
        EndReason.NoServer => "no-server"u8,
        EndReason.BreakerOpen => "breaker-open"u8,
        EndReason.QueueFull => "queue-full"u8,
        EndReason.QueueTimeout => "queue-timeout"u8,
        EndReason.ConnectFailed => "connect-failed"u8,
        EndReason.ConnectTimeout => "connect-timeout"u8,
        EndReason.ResponseTimeout => "response-timeout"u8,
        EndReason.BadResponse => "bad-response"u8,
        EndReason.ServerCut => "server-cut"u8,
        _ => "draining"u8,
    };
}
