namespace FromScratch.LoadBalancer.Health;

/// <summary>How one active check ended.</summary>
public enum CheckResult : byte
{
    Passed,
    ConnectFailed,
    ConnectTimedOut,
    ResponseTimedOut,

    /// <summary>Not HTTP, or the server closed before its end.</summary>
    BadResponse,
    WrongStatus,
    WrongBody,
    NameNotResolved,
}
