using System.Globalization;
using FromScratch.LoadBalancer.Health;

namespace FromScratch.LoadBalancer.Status;

/// <summary>One backend on the status page: its servers, and the totals under them.</summary>
internal static class StatsBackendTable
{
    public static void Write(HtmlWriter html, BalancerStatus status, BackendStatus backend)
    {
        html.Raw("<section><h2>Backend "u8).Text(backend.Name).Raw(" "u8);
        html.Raw(backend.IsUp ? "<span class='pill up'>up</span>"u8 : "<span class='pill down'>down</span>"u8);
        if (backend.IsInPanic)
            html.Raw(" <span class='pill ejected'>panic: health is not looked at</span>"u8);
        html.Raw(" <small>"u8).Text(backend.Policy).Raw(backend.IsTcp ? " &middot; tcp"u8 : " &middot; http"u8);
        Waiting(html, backend.Queue);
        Effort(html, backend);
        html.Raw("</small></h2><div class=scroll><table>"u8).Raw(Columns).Raw("<tbody>"u8);
        foreach (var server in backend.Servers)
            Row(html, status, server);
        html.Raw("</tbody><tfoot>"u8);
        Total(html, status, backend);
        html.Raw("</tfoot></table></div></section>"u8);
    }

    private static ReadOnlySpan<byte> Columns => """
        <thead><tr><th rowspan=2 class=l>Server<th rowspan=2 class=l>State<th rowspan=2 class=l>Since<th rowspan=2 class=l>Last check
        <th rowspan=2>Weight<th colspan=4>In flight<th colspan=2>Requests<th colspan=2>Connections<th colspan=2>Bytes<th colspan=5>Responses
        <th colspan=2>Errors<th colspan=2>Again<th colspan=4>Average ms<th colspan=3>Down
        <tr class=sub><th class=g>now<th>peak<th>max<th>total<th class=g>/s<th>peak<th class=g>open<th>idle<th class=g>in<th>out
        <th class=g>1xx<th>2xx<th>3xx<th>4xx<th>5xx<th class=g>conn<th>resp<th class=g>retry<th>other
        <th class=g>queue<th>conn<th>resp<th>total<th class=g>times<th>for<th>ejected</tr></thead>
        """u8;

    private static void Waiting(HtmlWriter html, QueueStatus queue)
    {
        if (queue.Max > 0)
            html.Raw(" &middot; waiting "u8).Number(queue.Current).Raw(" of "u8).Number(queue.Max).Raw(", peak "u8).Number(queue.Peak);
        if (queue.Refused + queue.TimedOut > 0)
            html.Raw(", "u8).Number(queue.Refused + queue.TimedOut).Raw(" in vain"u8);
    }

    private static void Effort(HtmlWriter html, BackendStatus backend)
    {
        if (backend.Effort.Hedges > 0)
            html.Raw(" &middot; "u8).Number(backend.Effort.Hedges).Raw(" hedged, "u8).Number(backend.Effort.HedgesWon).Raw(" won"u8);
        if (backend.Effort.RetriesDenied > 0)
            html.Raw(" &middot; "u8).Number(backend.Effort.RetriesDenied).Raw(" retries over budget"u8);
        if (backend.BreakerRefused > 0)
            html.Raw(" &middot; "u8).Number(backend.BreakerRefused).Raw(" refused by the breaker"u8);
        if (backend.LookUpsFailed > 0)
            html.Raw(" &middot; "u8).Number(backend.LookUpsFailed).Raw(" look-ups failed"u8);
    }

    private static void Row(HtmlWriter html, BalancerStatus status, ServerStatus server)
    {
        html.Raw("<tr class='"u8).Text(StyleOf(server)).Raw("'><th class=l scope=row>"u8).Text(server.Name);
        if (server.IsBackup)
            html.Raw(" <span class=tag>backup</span>"u8);
        if (server.Address.Length > 0 && server.Address != server.Name)
            html.Raw("<br><code>"u8).Text(server.Address).Raw("</code>"u8);
        html.Raw("</th><td class=l><span class='pill "u8).Text(StyleOf(server)).Raw("'>"u8).Text(server.StateText).Raw("</span></td>"u8);
        html.Raw("<td class=l>"u8).Text(server.Since == default ? "" : HtmlNumbers.Age(status.SecondsSince(server.Since)));
        html.Raw("</td><td class=l>"u8);
        if (server.LastCheck is { } check)
            Check(html, check);
        html.Raw("</td>"u8).TextCell(WeightOf(server));
        Traffic(html, server.Traffic);
        html.NumberCell(server.ConnectionsCurrent).NumberCell(server.ConnectionsIdle);
        Outcome(html, server.Traffic, server.Effort, server.Average);
        Downs(html, server.DownCount, server.DowntimeSeconds, server.Ejections);
    }

    private static void Total(HtmlWriter html, BalancerStatus status, BackendStatus backend)
    {
        var (usable, all) = (backend.Servers.Count(server => server.IsUsable), backend.Servers.Count);
        html.Raw("<tr><th class=l scope=row>Total</th><td class=l>"u8).Number(usable).Raw(" of "u8).Number(all).Raw(" up</td>"u8);
        html.Raw("<td class=l>"u8).Text(backend.Since == default ? "" : HtmlNumbers.Age(status.SecondsSince(backend.Since)));
        html.Raw("</td><td></td>"u8);
        html.TextCell(Weight(backend.WeightEffective));
        Traffic(html, backend.Traffic);
        html.NumberCell(backend.Servers.Sum(server => server.ConnectionsCurrent));
        html.NumberCell(backend.Servers.Sum(server => server.ConnectionsIdle));
        Outcome(html, backend.Traffic, backend.Effort, backend.Average);
        Downs(html, backend.DownCount, backend.DowntimeSeconds, backend.Servers.Sum(server => server.Ejections));
    }

    private static void Downs(HtmlWriter html, long count, long seconds, long ejections) =>
        html.NumberCell(count).TextCell(HtmlNumbers.Age(seconds), seconds == 0).NumberCell(ejections).Raw("</tr>"u8);

    private static void Traffic(HtmlWriter html, TrafficStatus traffic)
    {
        html.NumberCell(traffic.SessionsCurrent).NumberCell(traffic.SessionsPeak);
        html.TextCell(traffic.SessionsMax == 0 ? "-" : HtmlNumbers.Grouped(traffic.SessionsMax), isPale: true);
        html.NumberCell(traffic.RequestsTotal > 0 ? traffic.RequestsTotal : traffic.SessionsTotal);
        html.TextCell(HtmlNumbers.Rate(traffic.RequestRate), traffic.RequestRate == 0);
        html.TextCell(HtmlNumbers.Rate(traffic.RequestRatePeak), traffic.RequestRatePeak == 0);
    }

    private static void Outcome(HtmlWriter html, TrafficStatus traffic, EffortStatus effort, PhaseTimes average)
    {
        html.TextCell(HtmlNumbers.Bytes(traffic.BytesIn), traffic.BytesIn == 0);
        html.TextCell(HtmlNumbers.Bytes(traffic.BytesOut), traffic.BytesOut == 0);
        StatsListenerTable.Responses(html, traffic.Responses);
        html.NumberCell(traffic.ConnectionErrors, isBad: true).NumberCell(traffic.ResponseErrors, isBad: true);
        html.NumberCell(effort.Retries).NumberCell(effort.Redispatches);
        foreach (var time in new[] { average.QueueMs, average.ConnectMs, average.ResponseMs, average.TotalMs })
            html.TextCell(HtmlNumbers.Milliseconds(time), time <= 0);
    }

    private static void Check(HtmlWriter html, CheckStatus check)
    {
        html.Raw(check.Result == CheckResult.Passed ? "<span title='"u8 : "<span class=bad title='"u8).Text(check.Text).Raw("'>"u8);
        html.Text(check.Code);
        if (check.StatusCode > 0)
            html.Raw("/"u8).Number(check.StatusCode);
        html.Raw("</span> <span class=z>"u8).Text(HtmlNumbers.Milliseconds(check.DurationMs)).Raw(" ms</span>"u8);
    }

    private static string WeightOf(ServerStatus server) => server.WeightEffective == server.WeightConfigured
        ? Weight(server.WeightConfigured)
        : $"{Weight(server.WeightEffective)}/{Weight(server.WeightConfigured)}";

    private static string Weight(double weight) => weight.ToString("0.#", CultureInfo.InvariantCulture);

    private static string StyleOf(ServerStatus server) => (server.State, server.ChecksAgainst) switch
    {
        (ServerState.Up or ServerState.Down, > 0) => "turning",
        (ServerState.Up, _) => server.IsChecked ? "up" : "nocheck",
        (ServerState.Down, _) => "down",
        (ServerState.Drain, _) => "drain",
        (ServerState.Maintenance, _) => "maint",
        _ => "ejected",
    };
}
