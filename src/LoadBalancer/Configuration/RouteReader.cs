using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Reads "routes" of a listener.</summary>
internal static class RouteReader
{
    /// <summary>What can only be matched where requests are read.</summary>
    private static readonly string[] OfRequests = ["pathPrefix", "methods", "headers"];

    public static IReadOnlyList<RouteConfig> ReadAll(ObjectReader listener, ListenerProtocol protocol)
    {
        var kind = $"route of {listener.Path}";
        return listener.List<RouteConfig>(
            "routes",
            required: true,
            (element, path, items) =>
            {
                if (ObjectReader.Open(element, path, listener.Reading) is not { } route)
                    return;
                items.Add(Read(route, kind, protocol));
                route.Finish();
            },
            mayBeEmpty: false);
    }

    private static RouteConfig Read(ObjectReader route, string kind, ListenerProtocol protocol)
    {
        var name = route.RequiredText("name", TextRules.Name);
        route.Reading.Declare(kind, name, route.PathOf("name"));
        var read = new RouteConfig
        {
            Name = name,
            Match = route.Child("match", match => ReadMatch(match, protocol)) ?? new RouteMatch(),
            Targets = ReadTargets(route),
            Rewrite = route.Child("rewrite", ReadRewrite) ?? new RewriteConfig(),
            RateLimit = route.Child("rateLimit", ReadRateLimit),
        };
        if (protocol == ListenerProtocol.Tcp && route.Has("rewrite"))
            route.Wrong("rewrite", "a tcp listener changes nothing on the way");
        if (read.Rewrite.PathPrefix is not null && read.Match.PathPrefix is null)
            route.Wrong("rewrite.pathPrefix", "replaces match.pathPrefix, which is not there");
        return read;
    }

    private static RouteMatch ReadMatch(ObjectReader match, ListenerProtocol protocol)
    {
        var read = new RouteMatch
        {
            Hosts = [.. match.Texts("hosts", TextRules.HostPattern).Select(Lower)],
            PathPrefix = match.Text("pathPrefix", TextRules.PathPrefix),
            Methods = match.Texts("methods", TextRules.Token),
            Headers = ReadHeaders(match, "headers", TextRules.Token, static (name, value) => new HeaderMatch(name, value)),
        };
        if (protocol != ListenerProtocol.Tcp)
            return read;
        foreach (var key in OfRequests.Where(match.Has))
            match.Wrong(key, "a tcp listener sees only the name in SNI (hosts)");
        return read;
    }

    /// <summary>Names of hosts are compared as they are in a certificate: in lower case.</summary>
    private static string Lower(string host) => string.Create(host.Length, host, static (lower, name) =>
    {
        for (var i = 0; i < lower.Length; i++)
            lower[i] = char.ToLowerInvariant(name[i]);
    });

    private static IReadOnlyList<RouteTarget> ReadTargets(ObjectReader route)
    {
        var all = route.List<RouteTarget>("targets", required: true, (item, path, items) => ReadTarget(route, item, path, items), false);
        if (all.Count > 0 && all.All(target => target.Weight == 0))
            route.Wrong("targets", "every weight is 0: nothing could be sent anywhere");
        return all;
    }

    /// <summary>A backend's name, or an object with its weight.</summary>
    private static void ReadTarget(ObjectReader route, JsonElement element, string path, List<RouteTarget> items)
    {
        if (JsonWords.TryText(element, out var name))
        {
            if (ObjectReader.Checked(element, path, TextRules.Name, route.Reading) is null)
                return;
            items.Add(new RouteTarget(name));
        }
        else if (ObjectReader.Open(element, path, route.Reading) is { } target)
            items.Add(ReadTarget(target));
        else
            return;
        var backend = items[^1].Backend;
        var place = name is null ? path + ".backend" : path;
        route.Reading.Declare($"target of {route.Path}", backend, place);
        route.Reading.Refer("backend", backend, place);
    }

    private static RouteTarget ReadTarget(ObjectReader target)
    {
        var read = new RouteTarget(
            target.RequiredText("backend", TextRules.Name), target.Int("weight", 1, 0, Bounds.TargetWeightMax));
        target.Finish();
        return read;
    }

    private static RewriteConfig ReadRewrite(ObjectReader rewrite) => new()
    {
        PathPrefix = rewrite.Text("pathPrefix", TextRules.PathPrefix),
        Host = rewrite.Text("host", TextRules.HostField),
        Request = ReadHeaders(rewrite, "request", TextRules.ChangeableField, static (name, value) => new HeaderChange(name, value)),
        Response = ReadHeaders(rewrite, "response", TextRules.ChangeableField, static (name, value) => new HeaderChange(name, value)),
    };

    /// <summary>Name and value; a value that is not there, or null, means something.</summary>
    private static IReadOnlyList<T> ReadHeaders<T>(ObjectReader around, string key, TextRule rule, Func<string, string?, T> make) =>
        around.List<T>(key, required: false, (element, path, items) =>
        {
            if (ObjectReader.Open(element, path, around.Reading) is not { } header)
                return;
            items.Add(make(header.RequiredText("name", rule), header.Text("value", TextRules.FieldValue)));
            header.Finish();
        });

    private static RateLimitConfig ReadRateLimit(ObjectReader limit) => new(
        limit.Number("requestsPerSecond", 0.001, Bounds.CountMax),
        limit.Int("burst", null, 1, Bounds.CountMax),
        limit.Flag("perClient", true));
}
