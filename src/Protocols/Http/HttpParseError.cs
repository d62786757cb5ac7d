namespace FromScratch.Protocols.Http;

/// <summary>Why bytes are no request that can be served.</summary>
public enum HttpParseError : byte
{
    None,
    BadRequestLine,
    UnsupportedVersion,
    TargetTooLong,
    BadField,
    BadLineEnd,
    HeadTooLarge,
    TooManyFields,
    BadHost,
    BadContentLength,
    BadTransferEncoding,
}

public static class HttpParseErrors
{
    /// <summary>The status to answer with before the connection is closed.</summary>
    public static int Status(this HttpParseError error) => error switch
    {
        HttpParseError.UnsupportedVersion => 505,
        HttpParseError.TargetTooLong => 414,
        HttpParseError.HeadTooLarge or HttpParseError.TooManyFields => 431,
        HttpParseError.BadTransferEncoding => 501,
        _ => 400,
    };
}
