using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Writes one backend with its servers.</summary>
internal static class BackendWriter
{
    public static void Write(Utf8JsonWriter json, BackendConfig backend, bool withSecrets)
    {
        json.WriteStartObject();
        json.WriteString("name", backend.Name);
        json.WriteList("servers", backend.Servers, Write);
        json.WriteWord("policy", backend.Policy);
        Write(json, backend.Hash);
        json.WriteNumber("hashBalancePercent", backend.HashBalancePercent);
        if (backend.HealthCheck is { } check)
            Write(json, check);
        Write(json, backend.Outlier);
        json.WriteNumber("slowStartMs", backend.SlowStartMs);
        json.WriteNumber("panicPercent", backend.PanicPercent);
        Write(json, backend.Retry);
        if (backend.Sticky is { } sticky)
            Write(json, sticky, withSecrets);
        json.WriteNumber("serverRequestsMax", backend.ServerRequestsMax);
        json.WriteNumber("queueMax", backend.QueueMax);
        json.WriteNumber("queueTimeoutMs", backend.QueueTimeoutMs);
        json.WriteNumber("requestsMax", backend.RequestsMax);
        json.WriteNumber("idleConnectionsMax", backend.IdleConnectionsMax);
        json.WriteNumber("idleConnectionMs", backend.IdleConnectionMs);
        if (backend.Tls is { } tls)
            Write(json, tls);
        json.WriteWord("sendProxy", backend.SendProxy);
        json.WriteNumber("resolveMs", backend.ResolveMs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ServerConfig server)
    {
        json.WriteStartObject();
        json.WriteString("name", server.Name);
        json.WriteString("host", server.Host);
        json.WriteNumber("port", server.Port);
        json.WriteNumber("weight", server.Weight);
        json.WriteBoolean("backup", server.Backup);
        json.WriteWord("addresses", server.Addresses);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HashKey hash)
    {
        json.WriteStartObject("hash");
        json.WriteWord("source", hash.Source);
        json.WriteOptional("name", hash.Name);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HealthCheckConfig check)
    {
        json.WriteStartObject("healthCheck");
        json.WriteWord("kind", check.Kind);
        json.WriteString("path", check.Path);
        json.WriteOptional("host", check.Host);
        json.WriteNumber("statusMin", check.StatusMin);
        json.WriteNumber("statusMax", check.StatusMax);
        json.WriteOptional("bodyContains", check.BodyContains);
        json.WriteNumber("port", check.Port);
        json.WriteNumber("intervalMs", check.IntervalMs);
        json.WriteNumber("downIntervalMs", check.DownIntervalMs);
        json.WriteNumber("fastIntervalMs", check.FastIntervalMs);
        json.WriteNumber("jitterPercent", check.JitterPercent);
        json.WriteNumber("timeoutMs", check.TimeoutMs);
        json.WriteNumber("rise", check.Rise);
        json.WriteNumber("fall", check.Fall);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OutlierConfig outlier)
    {
        json.WriteStartObject("outlier");
        json.WriteNumber("consecutiveFailures", outlier.ConsecutiveFailures);
        json.WriteNumber("failurePercent", outlier.FailurePercent);
        json.WriteNumber("latencyPercent", outlier.LatencyPercent);
        json.WriteNumber("requestsMin", outlier.RequestsMin);
        json.WriteNumber("windowMs", outlier.WindowMs);
        json.WriteNumber("ejectionMs", outlier.EjectionMs);
        json.WriteNumber("ejectionMsMax", outlier.EjectionMsMax);
        json.WriteNumber("ejectedPercentMax", outlier.EjectedPercentMax);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RetryConfig retry)
    {
        json.WriteStartObject("retry");
        json.WriteNumber("retriesMax", retry.RetriesMax);
        json.WriteNumber("budgetPercent", retry.BudgetPercent);
        json.WriteNumber("budgetMin", retry.BudgetMin);
        json.WriteNumber("hedgeAfterMs", retry.HedgeAfterMs);
        json.WriteList("statuses", retry.Statuses, static (to, status) => to.WriteNumberValue(status));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ServerTlsConfig tls)
    {
        json.WriteStartObject("tls");
        json.WriteOptional("serverName", tls.ServerName);
        json.WriteOptional("caPath", tls.CaPath);
        json.WriteBoolean("verify", tls.Verify);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StickyConfig sticky, bool withSecrets)
    {
        json.WriteStartObject("sticky");
        json.WriteString("cookie", sticky.Cookie);
        json.WriteString("secret", withSecrets ? sticky.Secret : ConfigWriter.HiddenSecret);
        json.WriteNumber("maxAgeSeconds", sticky.MaxAgeSeconds);
        json.WriteBoolean("secure", sticky.Secure);
        json.WriteEndObject();
    }
}
