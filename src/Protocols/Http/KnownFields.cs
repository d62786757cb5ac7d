using static FromScratch.Protocols.Http.HttpCharacters;

namespace FromScratch.Protocols.Http;

/// <summary>Finds the known field of a name: its length and first letter leave one candidate, which is then compared.</summary>
public static class KnownFields
{
    /// <param name="name">A field name in any case.</param>
    public static KnownField Of(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return KnownField.Other;
        var first = (char)(name[0] | 0x20);
        return name.Length switch
        {
            < 9 => OfShort(name, first),
            < 14 => OfMiddle(name, first),
            _ => OfLong(name, first),
        };
    }

    /// <summary>
    /// Content_Length and Transfer_Encoding: some servers read the underscore as a hyphen, so that such a field frames the message
    /// for them and not for us.
    /// </summary>
    public static bool ShadowsFraming(ReadOnlySpan<byte> name) => name.Length switch
    {
        14 => name[7] == '_' && Is(name[..7], "content"u8) && Is(name[8..], "length"u8),
        17 => name[8] == '_' && Is(name[..8], "transfer"u8) && Is(name[9..], "encoding"u8),
        _ => false,
    };

    private static KnownField OfShort(ReadOnlySpan<byte> name, char first) => (name.Length, first) switch
    {
        (2, 't') => If(name, "te"u8, KnownField.Te),
        (3, 'a') => If(name, "age"u8, KnownField.Age),
        (3, 'v') => If(name, "via"u8, KnownField.Via),
        (4, 'd') => If(name, "date"u8, KnownField.Date),
        (4, 'h') => If(name, "host"u8, KnownField.Host),
        (5, 'r') => If(name, "range"u8, KnownField.Range),
        (6, 'c') => If(name, "cookie"u8, KnownField.Cookie),
        (6, 'e') => If(name, "expect"u8, KnownField.Expect),
        (6, 's') => If(name, "server"u8, KnownField.Server),
        (7, 'a') => If(name, "alt-svc"u8, KnownField.AltSvc),
        (7, 't') => If(name, "trailer"u8, KnownField.Trailer),
        (7, 'u') => If(name, "upgrade"u8, KnownField.Upgrade),
        _ => KnownField.Other,
    };

    private static KnownField OfMiddle(ReadOnlySpan<byte> name, char first) => (name.Length, first) switch
    {
        (9, 'f') => If(name, "forwarded"u8, KnownField.Forwarded),
        (9, 'x') => If(name, "x-real-ip"u8, KnownField.XRealIp),
        (10, 'c') => If(name, "connection"u8, KnownField.Connection),
        (10, 'k') => If(name, "keep-alive"u8, KnownField.KeepAlive),
        (10, 's') => If(name, "set-cookie"u8, KnownField.SetCookie),
        (10, 't') => If(name, "tracestate"u8, KnownField.TraceState),
        (11, 't') => If(name, "traceparent"u8, KnownField.TraceParent),
        (12, 'c') => If(name, "content-type"u8, KnownField.ContentType),
        (12, 'm') => If(name, "max-forwards"u8, KnownField.MaxForwards),
        (12, 'x') => If(name, "x-request-id"u8, KnownField.XRequestId),
        (13, 'a') => If(name, "authorization"u8, KnownField.Authorization),
        (13, 'c') when (name[1] | 0x20) == 'a' => If(name, "cache-control"u8, KnownField.CacheControl),
        (13, 'c') => If(name, "content-range"u8, KnownField.ContentRange),
        _ => KnownField.Other,
    };

    private static KnownField OfLong(ReadOnlySpan<byte> name, char first) => (name.Length, first) switch
    {
        (14, 'c') => If(name, "content-length"u8, KnownField.ContentLength),
        (14, 'h') => If(name, "http2-settings"u8, KnownField.Http2Settings),
        (15, 'x') => If(name, "x-forwarded-for"u8, KnownField.XForwardedFor),
        (16, 'c') => If(name, "content-encoding"u8, KnownField.ContentEncoding),
        (16, 'p') => If(name, "proxy-connection"u8, KnownField.ProxyConnection),
        (16, 'x') when (name[12] | 0x20) == 'h' => If(name, "x-forwarded-host"u8, KnownField.XForwardedHost),
        (16, 'x') => If(name, "x-forwarded-port"u8, KnownField.XForwardedPort),
        (17, 't') => If(name, "transfer-encoding"u8, KnownField.TransferEncoding),
        (17, 'x') => If(name, "x-forwarded-proto"u8, KnownField.XForwardedProto),
        (18, 'p') => If(name, "proxy-authenticate"u8, KnownField.ProxyAuthenticate),
        (19, 'p') => If(name, "proxy-authorization"u8, KnownField.ProxyAuthorization),
        (25, 'p') => If(name, "proxy-authentication-info"u8, KnownField.ProxyAuthenticationInfo),
        _ => KnownField.Other,
    };

    private static KnownField If(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected, KnownField known) =>
        Is(name, expected) ? known : KnownField.Other;
}
