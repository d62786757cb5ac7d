namespace FromScratch.Protocols.Http;

/// <summary>
/// Fields that may not come after the body (RFC 9110 section 6.5.1): those that frame the message, route it, authenticate it or say how
/// its content is to be read. They would act too late, or act on a recipient that merges trailers into its header.
/// </summary>
internal static class TrailerRules
{
    private static readonly KnownFieldSet Forbidden = new(
        KnownField.ContentLength, KnownField.TransferEncoding, KnownField.Host, KnownField.Connection, KnownField.KeepAlive,
        KnownField.ProxyConnection, KnownField.Te, KnownField.Trailer, KnownField.Upgrade, KnownField.Http2Settings,
        KnownField.Authorization, KnownField.ProxyAuthorization, KnownField.ProxyAuthenticate, KnownField.ProxyAuthenticationInfo,
        KnownField.Cookie, KnownField.SetCookie, KnownField.Expect, KnownField.MaxForwards, KnownField.Range, KnownField.CacheControl,
        KnownField.Age, KnownField.Date, KnownField.ContentEncoding, KnownField.ContentType, KnownField.ContentRange,
        KnownField.Forwarded, KnownField.Via, KnownField.XForwardedFor, KnownField.XForwardedHost, KnownField.XForwardedPort,
        KnownField.XForwardedProto, KnownField.XRealIp);

    public static bool IsForbidden(KnownField field) => Forbidden.Contains(field);
}
