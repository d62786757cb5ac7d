using System.Buffers;
using System.Net;
using System.Text;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>What the texts of a configuration may be. Each says what is allowed, or null when it is that.</summary>
internal static class TextRules
{
    public const int SecretCharactersMin = 16;
    private const int NameCharactersMax = 260;
    private const int TextCharactersMax = 4_096;

    private static readonly SearchValues<char> NameCharacters = Letters("-_.:[]");
    private static readonly SearchValues<char> HostCharacters = Letters("-_.");
    private static readonly SearchValues<char> TokenCharacters = Letters("!#$%&'*+-.^_`|~");

    /// <summary>Fields that decide where a message ends, or are for one connection only: whoever could set them could smuggle.</summary>
    private static readonly string[] FramingFields =
    [
        "Connection", "Content-Length", "Expect", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    ];

    /// <summary>Of listeners, routes, backends and servers: what fits into a URL, a log and a label without quotes.</summary>
    public static string? Name(string text) =>
        text.Length is > 0 and <= NameCharactersMax && !text.AsSpan().ContainsAnyExcept(NameCharacters)
            ? null
            : $"a name: 1 to {NameCharactersMax} of letters, digits and -_.:[]";

    /// <summary>A method, the name of a field or of a cookie.</summary>
    public static string? Token(string text) => IsToken(text) ? null : "a token of HTTP: letters, digits and !#$%&'*+-.^_`|~";

    /// <summary>A field that a route may set or drop.</summary>
    public static string? ChangeableField(string text)
    {
        if (FramingFields.Contains(text, StringComparer.OrdinalIgnoreCase))
            return "a field that can be changed: it decides how messages end";
        return text.Equals("Host", StringComparison.OrdinalIgnoreCase)
            ? "a field that is changed here: rewrite.host does that"
            : Token(text);
    }

    public static string? FieldValue(string text) =>
        text.Length <= TextCharactersMax && !HasControls(text) ? null : $"at most {TextCharactersMax} characters without line ends";

    /// <summary>A path with its slash, as it stands in a request line.</summary>
    public static string? RequestPath(string text) =>
        text.Length is > 0 and <= TextCharactersMax && text[0] == '/' && IsVisible(text) && !text.Contains('#', StringComparison.Ordinal)
            ? null
            : "a path that begins with /";

    public static string? PathPrefix(string text) =>
        RequestPath(text) ?? (text.Contains('?', StringComparison.Ordinal) ? "a path without a query" : null);

    /// <summary>A name or an address without a port.</summary>
    public static string? Host(string text) => IsHost(text) ? null : "a host name or an IP address";

    /// <summary>The same in any case, or *. in front of a name.</summary>
    public static string? HostPattern(string text) =>
        IsHost(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text)
            ? null
            : "a host name without port, *. in front for any below";

    /// <summary>What may be sent as Host.</summary>
    public static string? HostField(string text) =>
        AddressText.TrySplit(text, out var host, out _) && IsHost(host) || IsHost(text) ? null : "a host name, with or without a port";

    public static string? FilePath(string text) =>
        text.Length is > 0 and <= TextCharactersMax && !HasControls(text) ? null : "a path of a file";

    public static string? Secret(string text) =>
        text.Length is >= SecretCharactersMin and <= TextCharactersMax ? null : $"at least {SecretCharactersMin} characters long";

    public static string? Content(string text) => text.Length is > 0 and <= 1_024 ? null : "a text of 1 to 1024 characters";

    public static bool IsToken(string text) => text.Length is > 0 and <= 256 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);

    public static bool IsHost(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
            return !text.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(text.AsSpan().Trim("[]"), out _);
        return text.Length is > 0 and <= 253 && !text.AsSpan().ContainsAnyExcept(HostCharacters) && text[0] is not ('.' or '-');
    }

    private static bool HasControls(string text) => text.Any(char.IsControl) || !IsWhole(text);

    private static bool IsVisible(string text) => text.All(c => c is > ' ' and < '\x7f');

    /// <summary>No half surrogate pairs: what cannot be sent.</summary>
    private static bool IsWhole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private static SearchValues<char> Letters(string others) =>
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + others);
}
