namespace FromScratch.Protocols.Http;

/// <summary>The methods of RFC 9110 section 9 and PATCH (RFC 5789). Methods are case-sensitive: get is Other.</summary>
public enum KnownMethod : byte
{
    Other,
    Get,
    Head,
    Post,
    Put,
    Delete,
    Connect,
    Options,
    Trace,
    Patch,
}

public static class KnownMethods
{
    public static KnownMethod Of(ReadOnlySpan<byte> method) => method.Length switch
    {
        3 when method.SequenceEqual("GET"u8) => KnownMethod.Get,
        3 when method.SequenceEqual("PUT"u8) => KnownMethod.Put,
        4 when method.SequenceEqual("HEAD"u8) => KnownMethod.Head,
        4 when method.SequenceEqual("POST"u8) => KnownMethod.Post,
        5 when method.SequenceEqual("PATCH"u8) => KnownMethod.Patch,
        5 when method.SequenceEqual("TRACE"u8) => KnownMethod.Trace,
        6 when method.SequenceEqual("DELETE"u8) => KnownMethod.Delete,
        7 when method.SequenceEqual("OPTIONS"u8) => KnownMethod.Options,
        7 when method.SequenceEqual("CONNECT"u8) => KnownMethod.Connect,
        _ => KnownMethod.Other,
    };

    /// <summary>May be sent again when nothing of the answer came (RFC 9110 section 9.2.2); a proxy never repeats the others.</summary>
    public static bool IsIdempotent(this KnownMethod method) =>
        method is KnownMethod.Get or KnownMethod.Head or KnownMethod.Put or KnownMethod.Delete or KnownMethod.Options or KnownMethod.Trace;
}
