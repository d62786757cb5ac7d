using System.Text;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Routing;

/// <summary>Which route a request takes: the first that matches, in the order of the configuration. Immutable; allocates nothing.</summary>
internal sealed class RouteTable(IReadOnlyList<RouteConfig> routes)
{
    private readonly RouteRule[] _rules = [.. routes.Select(route => new RouteRule(route.Match))];
    private readonly bool _needsHost = routes.Any(route => route.Match.Hosts.Count > 0);

    /// <summary>Index of the route; -1 when none matches.</summary>
    public int Match(HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        ArgumentNullException.ThrowIfNull(head);
        Span<byte> room = stackalloc byte[_needsHost ? HttpHost.NameBytesMax : 0];
        scoped var host = ReadOnlySpan<byte>.Empty;
        if (_needsHost && HttpHost.TryNormalize(head.EffectiveHost.Of(input), room, out var length))
            host = room[..length];
        for (var i = 0; i < _rules.Length; i++)
        {
            if (_rules[i].Matches(head, input, host))
                return i;
        }

        return -1;
    }

    /// <summary>By host alone, lower case without port; -1 when none matches.</summary>
    public int MatchHost(ReadOnlySpan<byte> host)
    {
        for (var i = 0; i < _rules.Length; i++)
        {
            if (_rules[i].MatchesHost(host))
                return i;
        }

        return -1;
    }
}

/// <summary>One route's conditions as bytes.</summary>
internal sealed class RouteRule(RouteMatch match)
{
    private readonly byte[][] _hosts = [.. match.Hosts.Select(host => Encoding.ASCII.GetBytes(host.ToLowerInvariant()))];
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(match.PathPrefix ?? "");
    private readonly byte[][] _methods = [.. match.Methods.Select(Encoding.ASCII.GetBytes)];
    private readonly (string Name, byte[]? Value)[] _headers =
        [.. match.Headers.Select(header => (header.Name, header.Value is null ? null : Encoding.UTF8.GetBytes(header.Value)))];

    /// <param name="head">Of the request.</param>
    /// <param name="input">Its bytes.</param>
    /// <param name="host">Lower case, without port.</param>
    public bool Matches(HttpRequestHead head, ReadOnlySpan<byte> input, ReadOnlySpan<byte> host) =>
        MatchesHost(host) && MatchesPath(head.Path.Of(input)) && MatchesMethod(head.Method.Of(input)) && MatchesHeaders(head, input);

    public bool MatchesHost(ReadOnlySpan<byte> host)
    {
        if (_hosts.Length == 0)
            return true;
        foreach (var wanted in _hosts)
        {
            if (wanted[0] == '*' ? host.Length > wanted.Length - 1 && host.EndsWith(wanted.AsSpan(1)) : host.SequenceEqual(wanted))
                return true;
        }

        return false;
    }

    /// <summary>Up to a segment's end: /api is no prefix of /apis.</summary>
    private bool MatchesPath(ReadOnlySpan<byte> path)
    {
        if (_prefix.Length <= 1)
            return true;
        return path.StartsWith(_prefix) && (path.Length == _prefix.Length || _prefix[^1] == '/' || path[_prefix.Length] == '/');
    }

    private bool MatchesMethod(ReadOnlySpan<byte> method)
    {
        if (_methods.Length == 0)
            return true;
        foreach (var wanted in _methods)
        {
            if (method.SequenceEqual(wanted))
                return true;
        }

        return false;
    }

    private bool MatchesHeaders(HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        foreach (var (name, value) in _headers)
        {
            if (!FieldText.TryFind(head, input, name, out var found) || (value is not null && !found.SequenceEqual(value)))
                return false;
        }

        return true;
    }
}
