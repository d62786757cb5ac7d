using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Status;

/// <summary>The listeners on the status page, each followed by its routes.</summary>
internal static class StatsListenerTable
{
    public static void Write(HtmlWriter html, IReadOnlyList<ListenerStatus> listeners)
    {
        html.Raw("""
            <section><h2>Listeners</h2><div class=scroll><table><thead>
            <tr><th rowspan=2 class=l>Name<th rowspan=2 class=l>Address<th rowspan=2 class=l>State<th colspan=4>Connections
            <th colspan=3>Requests<th colspan=2>Bytes<th colspan=5>Responses<th colspan=4>Refused
            <tr class=sub><th class=g>now<th>peak<th>total<th>/s<th class=g>/s<th>peak<th>total<th class=g>in<th>out
            <th class=g>1xx<th>2xx<th>3xx<th>4xx<th>5xx<th class=g>denied<th>bad<th>here<th>TLS</tr></thead><tbody>
            """u8);
        foreach (var listener in listeners)
        {
            Row(html, listener);
            foreach (var route in listener.Routes)
                Row(html, route);
        }

        html.Raw("</tbody></table></div></section>"u8);
    }

    private static void Row(HtmlWriter html, ListenerStatus listener)
    {
        var traffic = listener.Traffic;
        html.Raw("<tr class=own><th class=l scope=row>"u8).Text(listener.Name).Raw("</th><td class=l><code>"u8);
        html.Text($"{EnumWords.Of(listener.Protocol)}://{listener.Address}").Raw("</code></td><td class=l>"u8);
        html.Raw(listener.IsOpen ? "<span class='pill up'>open</span></td>"u8 : "<span class='pill drain'>closing</span></td>"u8);
        html.NumberCell(traffic.SessionsCurrent).NumberCell(traffic.SessionsPeak).NumberCell(traffic.SessionsTotal);
        html.TextCell(HtmlNumbers.Rate(traffic.SessionRate), traffic.SessionRate == 0);
        html.TextCell(HtmlNumbers.Rate(traffic.RequestRate), traffic.RequestRate == 0);
        html.TextCell(HtmlNumbers.Rate(traffic.RequestRatePeak), traffic.RequestRatePeak == 0).NumberCell(traffic.RequestsTotal);
        html.TextCell(HtmlNumbers.Bytes(traffic.BytesIn), traffic.BytesIn == 0);
        html.TextCell(HtmlNumbers.Bytes(traffic.BytesOut), traffic.BytesOut == 0);
        Responses(html, traffic.Responses);
        html.NumberCell(traffic.RequestsDenied).NumberCell(traffic.RequestErrors).NumberCell(traffic.AnsweredHere);
        html.NumberCell(listener.HandshakesFailed).Raw("</tr>"u8);
    }

    private static void Row(HtmlWriter html, RouteStatus route)
    {
        html.Raw("<tr class=route><th class=l scope=row>&#8627; "u8).Text(route.Name).Raw("</th><td class=l colspan=6>"u8);
        html.Text(route.Match.Length == 0 ? "everything" : route.Match).Raw(" &rarr; "u8);
        html.Text(string.Join(", ", route.Targets)).Raw("</td>"u8);
        html.TextCell(HtmlNumbers.Rate(route.RequestRate), route.RequestRate == 0).Raw("<td></td>"u8).NumberCell(route.RequestsTotal);
        html.Raw("<td colspan=7></td>"u8).NumberCell(route.RateLimited).Raw("<td colspan=3></td></tr>"u8);
    }

    public static void Responses(HtmlWriter html, ResponseCounts counts)
    {
        html.NumberCell(counts.Informational).NumberCell(counts.Successful).NumberCell(counts.Redirections);
        html.NumberCell(counts.ClientErrors).NumberCell(counts.ServerErrors, isBad: true);
    }
}
