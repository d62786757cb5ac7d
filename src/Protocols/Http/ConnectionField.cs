using static FromScratch.Protocols.Http.HttpCharacters;

namespace FromScratch.Protocols.Http;

/// <summary>
/// The Connection field (RFC 9110 section 7.6.1): its options, and the fields it makes hop-by-hop. It cannot do that to fields this codec
/// knows, for those have their own rule: a client must not be able to make a proxy drop Cookie or X-Forwarded-For. Naming Host or
/// Content-Length is an attack and refused.
/// </summary>
internal static class ConnectionField
{
    /// <summary>Options are tokens; empty list elements are skipped (RFC 9110 section 5.6.1.2).</summary>
    public static HttpParseError Note(ReadOnlySpan<byte> value, HttpHead head)
    {
        foreach (var part in value.Split((byte)','))
        {
            var option = Trim(value[part]);
            if (option.IsEmpty)
                continue;
            if (!IsToken(option))
                return HttpParseError.BadConnection;
            var noted = OptionOf(option);
            if (noted == ConnectionOptions.NamesFields)
            {
                var known = KnownFields.Of(option);
                if (known is KnownField.Host or KnownField.ContentLength)
                    return HttpParseError.BadConnection;
                if (known != KnownField.Other)
                    continue;
            }

            head.Connection |= noted;
        }

        return HttpParseError.None;
    }

    /// <summary>Marks the fields that Connection names.</summary>
    public static HttpParseError MarkNamed(ReadOnlySpan<byte> input, HttpHead head)
    {
        var names = 0;
        for (var at = head.IndexOf(KnownField.Connection); at >= 0; at = head.IndexOf(KnownField.Connection, at + 1))
        {
            var value = head.Fields[at].Value.Of(input);
            foreach (var part in value.Split((byte)','))
            {
                var option = Trim(value[part]);
                if (option.IsEmpty || OptionOf(option) != ConnectionOptions.NamesFields)
                    continue;
                if (++names > HttpLimits.ConnectionNamesMax)
                    return HttpParseError.BadConnection;
                MarkNamed(input, option, head);
            }
        }

        return HttpParseError.None;
    }

    private static void MarkNamed(ReadOnlySpan<byte> input, ReadOnlySpan<byte> option, HttpHead head)
    {
        for (var i = 0; i < head.Fields.Length; i++)
        {
            ref readonly var field = ref head.Fields[i];
            if (field.Known == KnownField.Other && field.Name.Length == option.Length
                && System.Text.Ascii.EqualsIgnoreCase(field.Name.Of(input), option))
                head.MarkNamedByConnection(i);
        }
    }

    private static ConnectionOptions OptionOf(ReadOnlySpan<byte> option) => option.Length switch
    {
        5 when Is(option, "close"u8) => ConnectionOptions.Close,
        7 when Is(option, "upgrade"u8) => ConnectionOptions.Upgrade,
        10 when Is(option, "keep-alive"u8) => ConnectionOptions.KeepAlive,
        _ => ConnectionOptions.NamesFields,
    };
}
