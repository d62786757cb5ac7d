using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Status;

/// <summary>The status as JSON: every value of the records under its own name in camel case, times in ISO 8601.</summary>
public static class StatsJson
{
    private static readonly JsonWriterOptions Pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object.</summary>
    public static void Write(IBufferWriter<byte> output, BalancerStatus status)
    {
        using var json = new Utf8JsonWriter(output, Pretty);
        json.WriteStartObject();
        WriteMembers(json, status);
        json.WriteEndObject();
    }

    /// <summary>Its members, into an object that has been begun: the admin server's /status.</summary>
    public static void WriteMembers(Utf8JsonWriter json, BalancerStatus status)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(status);
        json.WriteString("balancerVersion", status.Version);
        json.WriteNumber("balancerProcessId", status.ProcessId);
        WriteTime(json, "balancerStartedAt", status.StartedAt);
        json.WriteString("takenAt", status.TakenAt);
        WriteTime(json, "configuredAt", status.ConfiguredAt);
        json.WriteNumber("reloadsTotal", status.ReloadsTotal);
        json.WriteNumber("reloadsFailed", status.ReloadsFailed);
        json.WriteNumber("connectionsCurrent", status.ConnectionsCurrent);
        json.WriteNumber("connectionsMax", status.ConnectionsMax);
        json.WriteNumber("connectionsTotal", status.ConnectionsTotal);
        json.WriteNumber("connectionsRefused", status.ConnectionsRefused);
        json.WriteNumber("accessLogDropped", status.AccessLogDropped);
        json.WriteNumber("requestsOfGone", status.RequestsOfGone);
        json.WriteBoolean("isDraining", status.IsDraining);
        json.WriteList("listeners", status.Listeners, Write);
        json.WriteList("backends", status.Backends, Write);
    }

    /// <summary>The servers of one backend, as a list: GET /api/backends/NAME/servers.</summary>
    public static void WriteServers(IBufferWriter<byte> output, BackendStatus backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        using var json = new Utf8JsonWriter(output, Pretty);
        json.WriteStartArray();
        foreach (var server in backend.Servers)
            StatsServerJson.Write(json, server);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ListenerStatus listener)
    {
        json.WriteStartObject();
        json.WriteString("name", listener.Name);
        json.WriteWord("protocol", listener.Protocol);
        json.WriteString("address", listener.Address);
        json.WriteBoolean("isOpen", listener.IsOpen);
        StatsServerJson.Write(json, listener.Traffic);
        json.WriteNumber("handshakesFailed", listener.HandshakesFailed);
        json.WriteList("routes", listener.Routes, Write);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RouteStatus route)
    {
        json.WriteStartObject();
        json.WriteString("name", route.Name);
        json.WriteString("match", route.Match);
        json.WriteTexts("targets", route.Targets);
        json.WriteNumber("requestsTotal", route.RequestsTotal);
        json.WriteNumber("requestRate", route.RequestRate);
        json.WriteNumber("rateLimited", route.RateLimited);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BackendStatus backend)
    {
        json.WriteStartObject();
        json.WriteString("name", backend.Name);
        json.WriteString("policy", backend.Policy);
        json.WriteBoolean("isTcp", backend.IsTcp);
        json.WriteBoolean("isUp", backend.IsUp);
        json.WriteBoolean("isInPanic", backend.IsInPanic);
        json.WriteNumber("weightEffective", backend.WeightEffective);
        StatsServerJson.Write(json, backend.Traffic);
        Write(json, backend.Queue);
        StatsServerJson.Write(json, backend.Effort);
        StatsServerJson.Write(json, "average", backend.Average);
        StatsServerJson.Write(json, "longest", backend.Longest);
        json.WriteNumber("breakerRefused", backend.BreakerRefused);
        json.WriteNumber("lookUpsFailed", backend.LookUpsFailed);
        json.WriteNumber("downCount", backend.DownCount);
        json.WriteNumber("downtimeSeconds", backend.DowntimeSeconds);
        WriteTime(json, "since", backend.Since);
        WriteTime(json, "lastUsed", backend.LastUsed);
        json.WriteList("servers", backend.Servers, StatsServerJson.Write);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, QueueStatus queue)
    {
        json.WriteStartObject("queue");
        json.WriteNumber("current", queue.Current);
        json.WriteNumber("peak", queue.Peak);
        json.WriteNumber("max", queue.Max);
        json.WriteNumber("refused", queue.Refused);
        json.WriteNumber("timedOut", queue.TimedOut);
        json.WriteEndObject();
    }

    /// <summary>Null for a time that never was.</summary>
    internal static void WriteTime(Utf8JsonWriter json, string key, DateTimeOffset time)
    {
        if (time == default)
            json.WriteNull(key);
        else
            json.WriteString(key, time);
    }
}
