using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Writes one listener with its routes.</summary>
internal static class ListenerWriter
{
    public static void Write(Utf8JsonWriter json, ListenerConfig listener)
    {
        json.WriteStartObject();
        json.WriteString("name", listener.Name);
        json.WriteString("address", $"{EnumWords.Of(listener.Protocol)}://{listener.Address}");
        json.WriteBoolean("acceptProxy", listener.AcceptProxy);
        json.WriteList("certificates", listener.Certificates, Write);
        json.WriteList("routes", listener.Routes, Write);
        Write(json, listener.Timeouts);
        json.WriteTexts("trustedProxies", listener.TrustedProxies.Select(network => network.ToString()));
        json.WriteBoolean("sendForwarded", listener.SendForwarded);
        json.WriteBoolean("sendTraceParent", listener.SendTraceParent);
        json.WriteBoolean("sendReason", listener.SendReason);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CertificateConfig certificate)
    {
        json.WriteStartObject();
        json.WriteString("certificatePath", certificate.CertificatePath);
        json.WriteString("keyPath", certificate.KeyPath);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TimeoutConfig timeouts)
    {
        json.WriteStartObject("timeouts");
        json.WriteNumber("headMs", timeouts.HeadMs);
        json.WriteNumber("bodyMs", timeouts.BodyMs);
        json.WriteNumber("keepAliveMs", timeouts.KeepAliveMs);
        json.WriteNumber("tunnelMs", timeouts.TunnelMs);
        json.WriteNumber("responseMs", timeouts.ResponseMs);
        json.WriteNumber("connectMs", timeouts.ConnectMs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RouteConfig route)
    {
        json.WriteStartObject();
        json.WriteString("name", route.Name);
        Write(json, route.Match);
        json.WriteList("targets", route.Targets, Write);
        if (!IsNothing(route.Rewrite))
            Write(json, route.Rewrite);
        if (route.RateLimit is { } limit)
            Write(json, limit);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RouteMatch match)
    {
        json.WriteStartObject("match");
        if (match.Hosts.Count > 0)
            json.WriteTexts("hosts", match.Hosts);
        json.WriteOptional("pathPrefix", match.PathPrefix);
        if (match.Methods.Count > 0)
            json.WriteTexts("methods", match.Methods);
        if (match.Headers.Count > 0)
            json.WriteList("headers", match.Headers, static (to, header) => WriteHeader(to, header.Name, header.Value));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RouteTarget target)
    {
        json.WriteStartObject();
        json.WriteString("backend", target.Backend);
        json.WriteNumber("weight", target.Weight);
        json.WriteEndObject();
    }

    private static bool IsNothing(RewriteConfig rewrite) =>
        rewrite is { PathPrefix: null, Host: null, Request.Count: 0, Response.Count: 0 };

    private static void Write(Utf8JsonWriter json, RewriteConfig rewrite)
    {
        json.WriteStartObject("rewrite");
        json.WriteOptional("pathPrefix", rewrite.PathPrefix);
        json.WriteOptional("host", rewrite.Host);
        json.WriteList("request", rewrite.Request, static (to, change) => WriteHeader(to, change.Name, change.Value));
        json.WriteList("response", rewrite.Response, static (to, change) => WriteHeader(to, change.Name, change.Value));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RateLimitConfig limit)
    {
        json.WriteStartObject("rateLimit");
        json.WriteNumber("requestsPerSecond", limit.RequestsPerSecond);
        json.WriteNumber("burst", limit.Burst);
        json.WriteBoolean("perClient", limit.PerClient);
        json.WriteEndObject();
    }

    private static void WriteHeader(Utf8JsonWriter json, string name, string? value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("value", value);
        json.WriteEndObject();
    }
}
