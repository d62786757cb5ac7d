namespace FromScratch.LoadBalancer.AccessLog;

/// <summary>
/// How a request, or a TCP connection, ended. In the spirit of HAProxy's two characters: who ended it, and in which phase.
/// </summary>
public enum Termination : byte
{
    /// <summary>As it should.</summary>
    Completed,

    /// <summary>Answered here by configuration: a redirect, a page of our own.</summary>
    AnsweredHere,

    BadRequest,
    RequestTimedOut,
    RequestTooLarge,
    NoRoute,
    MethodNotAllowed,
    RateLimited,

    /// <summary>It has been here before.</summary>
    LoopDetected,

    /// <summary>The client closed before its request was there.</summary>
    ClientClosedInRequest,
    ClientClosedInQueue,
    ClientClosedInConnect,

    /// <summary>While its response was awaited.</summary>
    ClientClosedInResponse,
    ClientClosedInBody,

    /// <summary>It did not send, or take, the next piece of a body in time.</summary>
    ClientTimedOutInBody,

    QueueFull,
    QueueTimedOut,
    BreakerOpen,

    /// <summary>None was usable.</summary>
    NoServer,
    ConnectFailed,
    ConnectTimedOut,

    /// <summary>Closed before the head of its response.</summary>
    ServerClosedInResponse,
    ServerTimedOutInResponse,

    /// <summary>Its response is not HTTP, or too large.</summary>
    BadResponse,
    ServerClosedInBody,
    ServerTimedOutInBody,

    /// <summary>Nothing came from either side on a tunnel or a TCP connection.</summary>
    IdleTimedOut,

    /// <summary>The balancer was stopped and could not wait.</summary>
    Shutdown,
    InternalError,
}

/// <summary>Spells terminations.</summary>
public static class Terminations
{
    /// <summary>For JSON and for X-Balancer-Reason: words with dashes.</summary>
    public static ReadOnlySpan<byte> Name(this Termination termination) => termination switch
    {
        Termination.Completed => "done"u8,
        Termination.AnsweredHere => "answered-here"u8,
        Termination.BadRequest => "bad-request"u8,
        Termination.RequestTimedOut => "head-timeout"u8,
        Termination.RequestTooLarge => "request-too-large"u8,
        Termination.NoRoute => "no-route"u8,
        Termination.MethodNotAllowed => "method-not-allowed"u8,
        Termination.LoopDetected => "loop-detected"u8,
        Termination.RateLimited => "rate-limited"u8,
        Termination.ClientClosedInRequest => "client-closed-in-request"u8,
        Termination.ClientClosedInQueue => "client-closed-in-queue"u8,
        Termination.ClientClosedInConnect => "client-closed-in-connect"u8,
        Termination.ClientClosedInResponse => "client-closed-in-response"u8,
        Termination.ClientClosedInBody => "client-closed-in-body"u8,
        Termination.ClientTimedOutInBody => "body-timeout"u8,
        Termination.QueueFull => "queue-full"u8,
        Termination.QueueTimedOut => "queue-timeout"u8,
        _ => OfServer(termination),
    };

    /// <summary>
    /// HAProxy's two characters. First: C client, S server, P proxy, R resources, L local, K killed, I internal; small for a timeout.
    /// Second: R request, Q queue, C connect, H response head, D data, - over.
    /// </summary>
    public static ReadOnlySpan<byte> Code(this Termination termination) => termination switch
    {
        Termination.Completed => "--"u8,
        Termination.AnsweredHere => "LR"u8,
        Termination.BadRequest or Termination.RequestTooLarge or Termination.NoRoute or Termination.MethodNotAllowed => "PR"u8,
        Termination.RateLimited or Termination.LoopDetected => "PR"u8,
        Termination.RequestTimedOut => "cR"u8,
        Termination.ClientClosedInRequest => "CR"u8,
        Termination.ClientClosedInQueue => "CQ"u8,
        Termination.ClientClosedInConnect => "CC"u8,
        Termination.ClientClosedInResponse => "CH"u8,
        Termination.ClientClosedInBody => "CD"u8,
        Termination.ClientTimedOutInBody or Termination.IdleTimedOut => "cD"u8,
        Termination.QueueFull or Termination.BreakerOpen => "RQ"u8,
        Termination.QueueTimedOut => "sQ"u8,
        Termination.NoServer or Termination.ConnectFailed => "SC"u8,
        Termination.ConnectTimedOut => "sC"u8,
        Termination.ServerClosedInResponse => "SH"u8,
        Termination.ServerTimedOutInResponse => "sH"u8,
        Termination.BadResponse => "PH"u8,
        Termination.ServerClosedInBody => "SD"u8,
        Termination.ServerTimedOutInBody => "sD"u8,
        Termination.Shutdown => "KD"u8,
        _ => "I-"u8,
    };

    private static ReadOnlySpan<byte> OfServer(Termination termination) => termination switch
    {
        Termination.BreakerOpen => "breaker-open"u8,
        Termination.NoServer => "no-server"u8,
        Termination.ConnectFailed => "connect-failed"u8,
        Termination.ConnectTimedOut => "connect-timeout"u8,
        Termination.ServerClosedInResponse => "server-closed-in-response"u8,
        Termination.ServerTimedOutInResponse => "response-timeout"u8,
        Termination.BadResponse => "bad-response"u8,
        Termination.ServerClosedInBody => "server-cut"u8,
        Termination.ServerTimedOutInBody => "server-body-timeout"u8,
        Termination.IdleTimedOut => "idle-timeout"u8,
        Termination.Shutdown => "draining"u8,
        _ => "internal-error"u8,
    };
}
