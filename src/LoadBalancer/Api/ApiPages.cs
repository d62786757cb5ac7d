using System.Buffers;
using System.Text.Json;
using FromScratch.Hosting.Admin;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Status;

namespace FromScratch.LoadBalancer.Api;

/// <summary>What the API answers to commands that were carried out.</summary>
public static class ApiPages
{
    private const string Json = "application/json";

    public static AdminPage Of(BalancerStatus status)
    {
        var body = new ArrayBufferWriter<byte>();
        StatsJson.Write(body, status);
        return new AdminPage(200, Json, body.WrittenMemory);
    }

    /// <summary>The servers of one backend.</summary>
    public static AdminPage Of(BackendStatus backend)
    {
        var body = new ArrayBufferWriter<byte>();
        StatsJson.WriteServers(body, backend);
        return new AdminPage(200, Json, body.WrittenMemory);
    }

    /// <summary>What is in force, its secrets hidden.</summary>
    public static AdminPage Of(BalancerConfig config) => new(200, Json, ConfigWriter.Write(config));

    /// <summary>{"changes": [...]}: what a reload did; empty when the configuration is the same.</summary>
    public static AdminPage Of(IEnumerable<ConfigChange> changes)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteTexts("changes", changes.Select(change => change.Text));
            json.WriteEndObject();
        }

        body.Write("\n"u8);
        return new AdminPage(200, Json, body.WrittenMemory);
    }

    /// <summary>{"done": "..."}: one line that says what was done.</summary>
    /// <param name="what">"added a:80 to web".</param>
    /// <param name="status">201 for something new, else 200.</param>
    public static AdminPage Done(string what, int status = 200)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("done", what);
            json.WriteEndObject();
        }

        body.Write("\n"u8);
        return new AdminPage(status, Json, body.WrittenMemory);
    }
}
