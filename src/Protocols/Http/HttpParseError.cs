namespace FromScratch.Protocols.Http;

/// <summary>Why bytes are no message that can be served or relayed. What the fault of a response is, the client learns as 502.</summary>
public enum HttpParseError : byte
{
    None,
    BadRequestLine,
    MethodTooLong,
    BadTarget,
    TargetTooLong,
    BadStatusLine,
    UnsupportedVersion,
    BadField,
    BadLineEnd,
    HeadTooLarge,
    TooManyFields,
    BadHost,
    BadConnection,
    BadExpectation,
    BadMaxForwards,
    BadContentLength,
    BadTransferEncoding,
    UnknownTransferCoding,

    /// <summary>Content-Length beside Transfer-Encoding: the oldest way to smuggle.</summary>
    TwoFramings,

    /// <summary>CONNECT with a body: what follows its head belongs to the tunnel.</summary>
    BodyNotAllowed,
    BodyTooLarge,
    BadChunk,
    ChunkExtensionTooLong,
    BadTrailer,
    TrailerTooLarge,

    /// <summary>The peer closed before the end of the message.</summary>
    Incomplete,

    /// <summary>The message did not arrive in time; found by the caller, who has the clock.</summary>
    TimedOut,
}

public static class HttpParseErrors
{
    /// <summary>The status to answer a request with before the connection is closed.</summary>
    public static int Status(this HttpParseError error) => error switch
    {
        HttpParseError.TimedOut => 408,
        HttpParseError.BodyTooLarge => 413,
        HttpParseError.TargetTooLong => 414,
        HttpParseError.BadExpectation => 417,
        HttpParseError.HeadTooLarge or HttpParseError.TooManyFields or HttpParseError.TrailerTooLarge => 431,
        HttpParseError.MethodTooLong or HttpParseError.UnknownTransferCoding => 501,
        HttpParseError.UnsupportedVersion => 505,
        _ => 400,
    };

    /// <summary>The status for the client when the response of a server behind us was at fault.</summary>
    public static int GatewayStatus(this HttpParseError error) => error == HttpParseError.TimedOut ? 504 : 502;
}
