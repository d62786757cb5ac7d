using System.Buffers;
using System.Globalization;

namespace FromScratch.LoadBalancer.Status;

/// <summary>
/// The status page: what HAProxy's shows, as one HTML page without anything from elsewhere. It renews itself every few seconds, by a
/// few lines of script that keep the place scrolled to, or by a reload where scripts are off.
/// </summary>
public static class StatsPage
{
    public const string ContentType = "text/html; charset=utf-8";

    public static void Write(IBufferWriter<byte> output, BalancerStatus status)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(status);
        var html = new HtmlWriter(output);
        html.Raw(StatsPageStyle.Head);
        Header(html, status);
        Cards(html, status);
        html.Raw("<main>"u8);
        StatsListenerTable.Write(html, status.Listeners);
        foreach (var backend in status.Backends)
            StatsBackendTable.Write(html, status, backend);
        html.Raw("</main>"u8);
        Footer(html, status);
        html.Raw("</body></html>\n"u8);
    }

    private static void Header(HtmlWriter html, BalancerStatus status)
    {
        html.Raw("<header><h1>fromscratch-lb <small>"u8).Text(status.Version).Raw("</small></h1><p>"u8);
        if (status.IsDraining)
            html.Raw("<span class='pill drain'>draining</span> "u8);
        html.Raw("pid "u8).Text(status.ProcessId.ToString(CultureInfo.InvariantCulture));
        html.Raw(" &middot; up "u8).Text(HtmlNumbers.Age((long)Math.Max(0, status.Uptime.TotalSeconds)));
        html.Raw(" &middot; "u8).Number(status.ReloadsTotal).Raw(" reloads"u8);
        if (status.ReloadsFailed > 0)
            html.Raw(", <b class=bad>"u8).Number(status.ReloadsFailed).Raw(" refused</b>"u8);
        html.Raw(" &middot; <time>"u8).Text(status.TakenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        html.Raw(" UTC</time></p></header>"u8);
    }

    private static void Cards(HtmlWriter html, BalancerStatus status)
    {
        var servers = status.Backends.SelectMany(backend => backend.Servers).ToList();
        var usable = servers.Count(server => server.IsUsable);
        var backendsDown = status.Backends.Count(backend => !backend.IsUp);
        html.Raw("<section class=cards>"u8);
        Card(html, "Requests/s"u8, HtmlNumbers.Rate(status.Listeners.Sum(one => one.Traffic.RequestRate)), "now, all listeners");
        Card(
            html, "Connections"u8, HtmlNumbers.Grouped(status.ConnectionsCurrent),
            $"of {HtmlNumbers.Grouped(status.ConnectionsMax)}, {HtmlNumbers.Grouped(status.ConnectionsTotal)} in all",
            share: status.ConnectionsMax > 0 ? (double)status.ConnectionsCurrent / status.ConnectionsMax : 0);
        Card(
            html, "Servers"u8, $"{usable}/{servers.Count}", DownText(backendsDown),
            isBad: backendsDown > 0);
        Card(html, "Waiting"u8, HtmlNumbers.Grouped(status.Backends.Sum(one => one.Queue.Current)), "requests in queues");
        Card(
            html, "Traffic"u8, HtmlNumbers.Bytes(status.Listeners.Sum(one => one.Traffic.BytesOut)),
            $"sent, {HtmlNumbers.Bytes(status.Listeners.Sum(one => one.Traffic.BytesIn))} received");
        var errors = status.Listeners.Sum(one => one.Traffic.Responses.ServerErrors);
        var requests = Math.Max(1, status.Listeners.Sum(one => one.Traffic.RequestsTotal));
        Card(
            html, "5xx"u8, HtmlNumbers.Grouped(errors),
            FormattableString.Invariant($"{100.0 * errors / requests:0.###} % of all requests"));
        html.Raw("</section>"u8);
    }

    private static string DownText(int backends) => backends switch
    {
        0 => "every backend is up",
        1 => "1 backend is down",
        _ => $"{backends} backends are down",
    };

    private static void Card(
        HtmlWriter html, ReadOnlySpan<byte> title, string value, string more, bool isBad = false, double share = -1)
    {
        html.Raw(isBad ? "<div class='card alarm'><h2>"u8 : "<div class=card><h2>"u8).Raw(title);
        html.Raw("</h2><b>"u8).Text(value).Raw("</b><span>"u8).Text(more).Raw("</span>"u8);
        if (share >= 0)
            Meter(html, Math.Min(1, share));
        html.Raw("</div>"u8);
    }

    private static void Meter(HtmlWriter html, double share) =>
        html.Raw("<meter min=0 max=1 high=.9 value="u8).Text(FormattableString.Invariant($"{share:0.####}")).Raw("></meter>"u8);

    private static void Footer(HtmlWriter html, BalancerStatus status)
    {
        html.Raw("<footer><p class=legend>"u8);
        foreach (var (style, meaning) in new[]
        {
            ("up", "up"), ("turning", "going up or down"), ("down", "down"), ("ejected", "ejected"), ("drain", "drain"),
            ("maint", "maintenance"), ("nocheck", "no check"),
        })
            html.Raw("<span class='pill "u8).Text(style).Raw("'>"u8).Text(meaning).Raw("</span> "u8);
        html.Raw("</p><p>The same as <a href='stats.json'>JSON</a>, <a href='stats.csv'>CSV</a>, <a href='metrics'>metrics</a>."u8);
        if (status.AccessLogDropped > 0)
            html.Raw(" <b class=bad>The access log lost "u8).Number(status.AccessLogDropped).Raw(" lines.</b>"u8);
        html.Raw("</p></footer>"u8);
    }

    /// <summary>The page as bytes.</summary>
    public static ReadOnlyMemory<byte> Render(BalancerStatus status)
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        Write(output, status);
        return output.WrittenMemory;
    }
}
