using System.Text.Json;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Status;

/// <summary>One server as JSON, and the parts that it has in common with its backend.</summary>
internal static class StatsServerJson
{
    public static void Write(Utf8JsonWriter json, ServerStatus server)
    {
        json.WriteStartObject();
        json.WriteString("name", server.Name);
        json.WriteString("address", server.Address);
        json.WriteWord("state", server.State);
        json.WriteString("stateText", server.StateText);
        json.WriteNumber("checksAgainst", server.ChecksAgainst);
        json.WriteNumber("checksNeeded", server.ChecksNeeded);
        json.WriteBoolean("isBackup", server.IsBackup);
        json.WriteNumber("weightConfigured", server.WeightConfigured);
        json.WriteNumber("weightEffective", server.WeightEffective);
        Write(json, server.Traffic);
        Write(json, server.Effort);
        Write(json, "average", server.Average);
        Write(json, "longest", server.Longest);
        json.WriteNumber("connectionsCurrent", server.ConnectionsCurrent);
        json.WriteNumber("connectionsMax", server.ConnectionsMax);
        json.WriteNumber("connectionsIdle", server.ConnectionsIdle);
        json.WriteBoolean("isChecked", server.IsChecked);
        Write(json, server.LastCheck);
        json.WriteNumber("checksFailed", server.ChecksFailed);
        StatsJson.WriteTime(json, "since", server.Since);
        json.WriteNumber("downCount", server.DownCount);
        json.WriteNumber("downtimeSeconds", server.DowntimeSeconds);
        json.WriteNumber("ejections", server.Ejections);
        StatsJson.WriteTime(json, "ejectedUntil", server.EjectedUntil);
        StatsJson.WriteTime(json, "lastUsed", server.LastUsed);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, TrafficStatus traffic)
    {
        json.WriteStartObject("traffic");
        json.WriteNumber("sessionsCurrent", traffic.SessionsCurrent);
        json.WriteNumber("sessionsPeak", traffic.SessionsPeak);
        json.WriteNumber("sessionsMax", traffic.SessionsMax);
        json.WriteNumber("sessionsTotal", traffic.SessionsTotal);
        json.WriteNumber("sessionRate", traffic.SessionRate);
        json.WriteNumber("sessionRatePeak", traffic.SessionRatePeak);
        json.WriteNumber("requestsTotal", traffic.RequestsTotal);
        json.WriteNumber("requestRate", traffic.RequestRate);
        json.WriteNumber("requestRatePeak", traffic.RequestRatePeak);
        json.WriteNumber("bytesIn", traffic.BytesIn);
        json.WriteNumber("bytesOut", traffic.BytesOut);
        json.WriteStartObject("responses");
        foreach (var (code, count) in traffic.Responses.ByCode())
            json.WriteNumber(code, count);
        json.WriteEndObject();
        json.WriteNumber("requestsDenied", traffic.RequestsDenied);
        json.WriteNumber("requestErrors", traffic.RequestErrors);
        json.WriteNumber("answeredHere", traffic.AnsweredHere);
        json.WriteNumber("connectionErrors", traffic.ConnectionErrors);
        json.WriteNumber("responseErrors", traffic.ResponseErrors);
        json.WriteNumber("clientAborts", traffic.ClientAborts);
        json.WriteNumber("serverAborts", traffic.ServerAborts);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, EffortStatus effort)
    {
        json.WriteStartObject("effort");
        json.WriteNumber("retries", effort.Retries);
        json.WriteNumber("redispatches", effort.Redispatches);
        json.WriteNumber("retriesDenied", effort.RetriesDenied);
        json.WriteNumber("hedges", effort.Hedges);
        json.WriteNumber("hedgesWon", effort.HedgesWon);
        json.WriteNumber("connectionsMade", effort.ConnectionsMade);
        json.WriteNumber("connectionsReused", effort.ConnectionsReused);
        json.WriteNumber("connectionsBorrowed", effort.ConnectionsBorrowed);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, string key, PhaseTimes times)
    {
        json.WriteStartObject(key);
        json.WriteNumber("queueMs", times.QueueMs);
        json.WriteNumber("connectMs", times.ConnectMs);
        json.WriteNumber("responseMs", times.ResponseMs);
        json.WriteNumber("totalMs", times.TotalMs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CheckStatus? check)
    {
        if (check is null)
        {
            json.WriteNull("lastCheck");
            return;
        }

        json.WriteStartObject("lastCheck");
        json.WriteBoolean("isHttp", check.IsHttp);
        json.WriteWord("result", check.Result);
        json.WriteString("code", check.Code);
        json.WriteString("text", check.Text);
        json.WriteNumber("statusCode", check.StatusCode);
        json.WriteNumber("durationMs", check.DurationMs);
        json.WriteString("at", check.At);
        json.WriteEndObject();
    }
}
