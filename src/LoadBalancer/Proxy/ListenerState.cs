using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Routing;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>A listener's configuration, made ready for requests. Immutable.</summary>
internal sealed class ListenerState
{
    private readonly RouteTable _table;
    private readonly RouteState[] _routes;

    public ListenerState(ListenerConfig config, LimitsConfig limits, Func<string, Backend> backendOf, int loops)
    {
        Config = config;
        Limits = new HttpLimits(
            limits.RequestLineBytesMax, limits.HeadBytesMax, limits.FieldsMax,
            limits.BodyBytesMax == 0 ? long.MaxValue : limits.BodyBytesMax);
        ResponseLimits = Limits with { BodyBytesMax = long.MaxValue };
        _routes = [.. config.Routes.Select(route => new RouteState(route, backendOf, loops))];
        _table = new RouteTable(config.Routes);
        HasPrefixes = config.Routes.Any(route => route.Match.PathPrefix is not (null or "/"));
    }

    public ListenerConfig Config { get; }

    public HttpLimits Limits { get; }

    /// <summary>The same bounds of heads; a response may be as long as it likes.</summary>
    public HttpLimits ResponseLimits { get; }

    /// <summary>Paths decide where a request goes, so a path must not mean another place to the server.</summary>
    public bool HasPrefixes { get; }

    /// <summary>Of a TCP listener: the name in SNI has to be read first.</summary>
    public bool RoutesByName => Config.Routes.Any(route => route.Match.Hosts.Count > 0);

    public int HeadMs => Config.Timeouts.HeadMs;

    public int BodyMs => Config.Timeouts.BodyMs;

    public int KeepAliveMs => Config.Timeouts.KeepAliveMs;

    public int TunnelMs => Config.Timeouts.TunnelMs;

    public int ResponseMs => Config.Timeouts.ResponseMs;

    public int ConnectMs => Config.Timeouts.ConnectMs;

    public IReadOnlyList<RouteState> Routes => _routes;

    /// <summary>Of a TCP listener: the first route for the name; null when there is none.</summary>
    public RouteState? FindByName(ReadOnlySpan<byte> name)
    {
        Span<byte> room = stackalloc byte[HttpHost.NameBytesMax];
        var length = 0;
        if (!name.IsEmpty && !HttpHost.TryNormalize(name, room, out length))
            length = 0;
        var index = _table.MatchHost(room[..length]);
        return index < 0 ? null : _routes[index];
    }

    /// <summary>The first route that matches; null when none does.</summary>
    public RouteState? Find(HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        var index = _table.Match(head, input);
        return index < 0 ? null : _routes[index];
    }
}
