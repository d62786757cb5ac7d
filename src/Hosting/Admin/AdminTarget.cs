using System.Text;
using FromScratch.Protocols.Http;

namespace FromScratch.Hosting.Admin;

/// <summary>What an admin request asks for, and where it comes from.</summary>
internal static class AdminTarget
{
    /// <summary>The path of /path?query, or of the absolute form that proxies send.</summary>
    public static string PathOf(ReadOnlySpan<byte> target, out string query)
    {
        if (Ascii.EqualsIgnoreCase(target[..Math.Min(7, target.Length)], "http://"u8))
        {
            var path = target[7..].IndexOf((byte)'/');
            target = path < 0 ? "/"u8 : target[(7 + path)..];
        }

        var mark = target.IndexOf((byte)'?');
        query = mark < 0 ? "" : Encoding.ASCII.GetString(target[(mark + 1)..]);
        return Encoding.ASCII.GetString(mark < 0 ? target : target[..mark]);
    }

    /// <summary>
    /// A page of another site that is open in the operator's browser can send requests to loopback too; the browser then names that
    /// site in Origin.
    /// </summary>
    public static bool IsFromAnotherSite(HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        foreach (var field in head.Fields)
        {
            if (!Ascii.EqualsIgnoreCase(field.Name.Of(input), "Origin"u8))
                continue;
            var origin = field.Value.Of(input);
            var authority = origin.IndexOf("://"u8);
            if (authority < 0 || !Ascii.EqualsIgnoreCase(origin[(authority + 3)..], head.Host.Of(input)))
                return true;
        }

        return false;
    }
}
