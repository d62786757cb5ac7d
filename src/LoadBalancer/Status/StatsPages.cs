using System.Buffers;
using FromScratch.Hosting.Admin;

namespace FromScratch.LoadBalancer.Status;

/// <summary>
/// The status by path: /stats, /stats.json and /stats.csv, and as HAProxy's tools ask for it, /stats;csv and /stats;json.
/// </summary>
public static class StatsPages
{
    /// <summary>Null when the path is none of them; only then is no snapshot taken.</summary>
    public static AdminPage? Find(string path, Func<BalancerStatus> status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return path switch
        {
            "/stats" => new AdminPage(200, StatsPage.ContentType, StatsPage.Render(status())),
            "/stats.json" or "/stats;json" => Render("application/json", status(), StatsJson.Write),
            "/stats.csv" or "/stats;csv" => Render("text/plain; charset=utf-8", status(), StatsCsv.Write),
            _ => null,
        };
    }

    private static AdminPage Render(string contentType, BalancerStatus status, Action<IBufferWriter<byte>, BalancerStatus> write)
    {
        var body = new ArrayBufferWriter<byte>();
        write(body, status);
        return new AdminPage(200, contentType, body.WrittenMemory);
    }
}
