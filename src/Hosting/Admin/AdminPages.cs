using System.Buffers;
using System.Text;
using System.Text.Json;
using FromScratch.Hosting.Metrics;

namespace FromScratch.Hosting.Admin;

/// <summary>
/// The pages that every host has: /livez, /readyz (and /healthz, its older name), /metrics, /status, and / that lists them.
/// </summary>
internal sealed class AdminPages(string name, string version, IHostedServer server, HostContext context, MetricsCollector metrics)
{
    private readonly DateTimeOffset _started = context.Time.GetUtcNow();

    public IReadOnlyDictionary<string, Func<AdminPage>> ByPath() => new Dictionary<string, Func<AdminPage>>(StringComparer.Ordinal)
    {
        ["/"] = Index,
        ["/livez"] = Live,
        ["/readyz"] = Ready,
        ["/healthz"] = Ready,
        ["/metrics"] = Metrics,
        ["/status"] = Status,
    };

    private AdminPage Index() => AdminPage.Text(
        200, $"{name} {version}\n/livez\n/readyz\n/metrics\n/status\n{string.Concat(server.AdminPaths.Select(path => path + "\n"))}");

    /// <summary>That it is answered says that the process lives and an I/O loop turns.</summary>
    private static AdminPage Live() => AdminPage.Text(200, "ok\n");

    private AdminPage Ready() => context.Readiness.Reason is { } reason ? AdminPage.Text(503, reason + "\n") : AdminPage.Text(200, "ok\n");

    private AdminPage Metrics() =>
        new(200, PrometheusText.ContentType, Encoding.UTF8.GetBytes(PrometheusText.Render(metrics.Collect())));

    private AdminPage Status()
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("version", version);
            json.WriteNumber("processId", Environment.ProcessId);
            json.WriteString("startedAt", _started);
            json.WriteNumber("uptimeSeconds", (long)(context.Time.GetUtcNow() - _started).TotalSeconds);
            json.WriteBoolean("ready", context.Readiness.IsReady);
            json.WriteString("notReadyBecause", context.Readiness.Reason);
            json.WriteStartArray("addresses");
            foreach (var address in server.BoundEndPoints)
                json.WriteStringValue(address.ToString());
            json.WriteEndArray();
            server.WriteStatus(json);
            json.WriteEndObject();
        }

        return new AdminPage(200, "application/json", body.WrittenMemory);
    }
}
