namespace FromScratch.Protocols.Http;

/// <summary>Takes a request target apart (RFC 9112 section 3.2). Its characters have been checked before.</summary>
internal static class TargetParser
{
    public static bool Read(ReadOnlySpan<byte> input, HttpRequestHead head)
    {
        var target = head.Target.Of(input);
        if (head.KnownMethod == KnownMethod.Connect)
            return ReadAuthority(target, head);
        switch (target[0])
        {
            case (byte)'/':
                head.TargetForm = TargetForm.Origin;
                SplitPath(input, head.Target, head);
                return true;
            case (byte)'*':
                head.TargetForm = TargetForm.Asterisk;
                return target.Length == 1 && head.KnownMethod == KnownMethod.Options;
            default:
                return ReadAbsolute(input, head);
        }
    }

    /// <summary>A port is required: CONNECT has no default one (RFC 9110 section 9.3.6).</summary>
    private static bool ReadAuthority(ReadOnlySpan<byte> target, HttpRequestHead head)
    {
        head.TargetForm = TargetForm.Authority;
        head.Authority = head.Target;
        return HttpHost.TrySplit(target, out _, out var port) && port > 0;
    }

    /// <summary>Only http and https; a user name before the host is refused (RFC 9110 section 4.2.4).</summary>
    private static bool ReadAbsolute(ReadOnlySpan<byte> input, HttpRequestHead head)
    {
        head.TargetForm = TargetForm.Absolute;
        var target = head.Target.Of(input);
        var schemeLength = target.IndexOf((byte)':');
        if (schemeLength is not (4 or 5) || !target[schemeLength..].StartsWith("://"u8))
            return false;
        var scheme = target[..schemeLength];
        if (!HttpCharacters.Is(scheme, "http"u8) && !HttpCharacters.Is(scheme, "https"u8))
            return false;
        head.Scheme = new ByteRange(head.Target.Start, schemeLength);
        var authority = target[(schemeLength + 3)..];
        var authorityEnd = authority.IndexOfAny((byte)'/', (byte)'?');
        if (authorityEnd >= 0)
            authority = authority[..authorityEnd];
        head.Authority = new ByteRange(head.Scheme.End + 3, authority.Length);
        var rest = head.Authority.End;
        SplitPath(input, new ByteRange(rest, head.Target.End - rest), head);
        return HttpHost.TrySplit(authority, out _, out _);
    }

    private static void SplitPath(ReadOnlySpan<byte> input, ByteRange pathAndQuery, HttpRequestHead head)
    {
        var mark = pathAndQuery.Of(input).IndexOf((byte)'?');
        head.HasQuery = mark >= 0;
        head.Path = mark < 0 ? pathAndQuery : pathAndQuery with { Length = mark };
        if (mark >= 0)
            head.Query = new ByteRange(head.Path.End + 1, pathAndQuery.Length - mark - 1);
    }
}
