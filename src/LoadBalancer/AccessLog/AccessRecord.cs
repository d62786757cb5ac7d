namespace FromScratch.LoadBalancer.AccessLog;

/// <summary>
/// One finished request, or TCP connection, as its loop hands it to the log: places in bytes that are still at hand, nothing copied. An
/// empty text means that there was none, a time of -1 that the request did not come so far.
/// </summary>
public ref struct AccessRecord
{
    public AccessRecord()
    {
    }

    /// <summary>When its first byte came: milliseconds since 1970-01-01 UTC.</summary>
    public long UnixMs { get; set; }

    /// <summary>The client's address without its port, as text.</summary>
    public ReadOnlySpan<byte> Client { get; set; }

    public int ClientPort { get; set; }

    /// <summary>Names, from the configuration.</summary>
    public ReadOnlySpan<byte> Listener { get; set; }

    public ReadOnlySpan<byte> Route { get; set; }

    public ReadOnlySpan<byte> Backend { get; set; }

    /// <summary>The one that answered, or the last that was tried.</summary>
    public ReadOnlySpan<byte> Server { get; set; }

    public ReadOnlySpan<byte> Method { get; set; }

    public ReadOnlySpan<byte> Target { get; set; }

    /// <summary>HTTP/1.0 or HTTP/1.1; empty for TCP.</summary>
    public ReadOnlySpan<byte> Version { get; set; }

    public ReadOnlySpan<byte> Host { get; set; }

    public ReadOnlySpan<byte> UserAgent { get; set; }

    public ReadOnlySpan<byte> Referer { get; set; }

    /// <summary>The trace id of its traceparent: 32 hex digits.</summary>
    public ReadOnlySpan<byte> TraceId { get; set; }

    /// <summary>Sent to the client; 0 when nothing was.</summary>
    public int Status { get; set; }

    public long BytesIn { get; set; }

    public long BytesOut { get; set; }

    /// <summary>Microseconds from the first byte to the end of the head.</summary>
    public long HeadMicroseconds { get; set; } = -1;

    /// <summary>Waiting for a server.</summary>
    public long QueueMicroseconds { get; set; } = -1;

    /// <summary>For a connection to it; 0 for one that was idle.</summary>
    public long ConnectMicroseconds { get; set; } = -1;

    /// <summary>From the request's being sent to the head of the response.</summary>
    public long ResponseMicroseconds { get; set; } = -1;

    /// <summary>From the first byte of the request to the last of the response.</summary>
    public long TotalMicroseconds { get; set; } = -1;

    public int Retries { get; set; }

    public Termination Termination { get; set; }
}
