using System.Text;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Routing;

/// <summary>Looks a cookie up by its name (RFC 6265 section 4.2): pairs with a semicolon and a blank between them.</summary>
internal static class CookieText
{
    /// <summary>Value of the first such cookie; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Of(HttpHead head, ReadOnlySpan<byte> input, string name)
    {
        for (var at = head.IndexOf(KnownField.Cookie); at >= 0; at = head.IndexOf(KnownField.Cookie, at + 1))
        {
            var text = head.Fields[at].Value.Of(input);
            foreach (var range in text.Split((byte)';'))
            {
                var pair = text[range].Trim((byte)' ');
                if (pair.Length > name.Length && pair[name.Length] == '=' && Ascii.Equals(pair[..name.Length], name))
                    return pair[(name.Length + 1)..];
            }
        }

        return default;
    }
}
