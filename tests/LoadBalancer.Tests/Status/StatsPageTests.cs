using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using FromScratch.LoadBalancer.Status;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Status;

public sealed partial class StatsPageTests
{
    /// <summary>Where a picture can be made of it: artifacts/lb-stats.html.</summary>
    [Fact]
    public void A_sample_is_written_to_be_looked_at()
    {
        var folder = Directory.CreateDirectory(Path.Combine(SourceTree.Root, "artifacts"));
        var path = Path.Combine(folder.FullName, "lb-stats.html");
        File.WriteAllBytes(path, StatsPage.Render(SampleStatus.Make()).Span);
        Assert.StartsWith("<!doctype html>", File.ReadAllText(path));
    }

    [Fact]
    public void Every_server_is_there_with_its_state()
    {
        var page = Page(SampleStatus.Make());
        string[] states =
        [
            "<span class='pill up'>up</span>", "<span class='pill turning'>going down 2/3</span>",
            "<span class='pill turning'>going up 1/2</span>", "<span class='pill down'>down</span>",
            "<span class='pill ejected'>ejected</span>", "<span class='pill drain'>drain</span>",
            "<span class='pill maint'>maintenance</span>", "<span class='pill nocheck'>no check</span>",
        ];
        Assert.All(states, state => Assert.Contains(state, page));
        Assert.All(Enumerable.Range(1, 8), n => Assert.Contains($">web-{n}", page));
        Assert.Contains("<b>5/11</b>", page);
        Assert.Contains("<td class=l>4 of 9 up</td>", page);
        Assert.Contains("title='wrong status'>L7STS/503</span>", page);
        Assert.Contains("<td>1.4/2</td>", page);
    }

    [Fact]
    public void Names_that_want_to_be_markup_are_text()
    {
        var page = Page(SampleStatus.Make(SampleStatus.Hostile));
        Assert.DoesNotContain("<script>alert", page);
        Assert.Equal(4, Count(page, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;,"));
    }

    [Fact]
    public void Every_row_has_as_many_cells_as_its_table_has_columns()
    {
        foreach (Match table in Tables().Matches(Page(SampleStatus.Make())))
        {
            var rows = Rows().Matches(table.Value).Select(row => row.Value).ToList();
            var columns = Cells().Matches(rows[0]).Sum(cell => Span(cell, "colspan"));
            Assert.Equal(columns, Cells().Count(rows[1]) + Cells().Matches(rows[0]).Count(cell => cell.Value.Contains("rowspan")));
            Assert.All(rows.Skip(2), row => Assert.Equal(columns, Cells().Matches(row).Sum(cell => Span(cell, "colspan"))));
        }
    }

    [Fact]
    public void Every_number_stands_in_its_column()
    {
        var status = UniqueStatus.Make();
        var rows = Rows().Matches(Page(status)).Select(row => row.Value).ToList();
        var (listener, backend, server) = (status.Listeners[0], status.Backends[0], status.Backends[0].Servers[0]);
        Assert.Equal(
            [
                .. Numbers(
                    listener.Traffic.SessionsCurrent, listener.Traffic.SessionsPeak, listener.Traffic.SessionsTotal,
                    listener.Traffic.SessionRate, listener.Traffic.RequestRate, listener.Traffic.RequestRatePeak,
                    listener.Traffic.RequestsTotal),
                .. Bytes(listener.Traffic), .. Responses(listener.Traffic),
                .. Numbers(
                    listener.Traffic.RequestsDenied, listener.Traffic.RequestErrors, listener.Traffic.AnsweredHere,
                    listener.HandshakesFailed),
            ],
            Contents(rows.Single(row => row.StartsWith("<tr class=own>"))).Skip(2));
        Assert.Equal(
            [
                .. Behind(server.Traffic, server.ConnectionsCurrent, server.ConnectionsIdle, server.Effort, server.Average),
                .. Numbers(server.DownCount), HtmlNumbers.Age(server.DowntimeSeconds), .. Numbers(server.Ejections),
            ],
            Contents(rows.Single(row => row.StartsWith("<tr class='up'>"))).Skip(4));
        Assert.Equal(
            [
                .. Behind(backend.Traffic, server.ConnectionsCurrent, server.ConnectionsIdle, backend.Effort, backend.Average),
                .. Numbers(backend.DownCount), HtmlNumbers.Age(backend.DowntimeSeconds), .. Numbers(server.Ejections),
            ],
            Contents(rows.Single(row => row.Contains(">Total</th>"))).Skip(4));
    }

    private static IEnumerable<string> Behind(TrafficStatus traffic, long open, long idle, EffortStatus effort, PhaseTimes average) =>
    [
        .. Numbers(
            traffic.SessionsCurrent, traffic.SessionsPeak, traffic.SessionsMax, traffic.RequestsTotal, traffic.RequestRate,
            traffic.RequestRatePeak, open, idle),
        .. Bytes(traffic), .. Responses(traffic),
        .. Numbers(traffic.ConnectionErrors, traffic.ResponseErrors, effort.Retries, effort.Redispatches),
        .. Numbers(average.QueueMs, average.ConnectMs, average.ResponseMs, average.TotalMs),
    ];

    private static IEnumerable<string> Numbers(params double[] numbers) => numbers.Select(number => HtmlNumbers.Grouped((long)number));

    private static IEnumerable<string> Bytes(TrafficStatus traffic) =>
        [HtmlNumbers.Bytes(traffic.BytesIn), HtmlNumbers.Bytes(traffic.BytesOut)];

    private static IEnumerable<string> Responses(TrafficStatus traffic) =>
        traffic.Responses.ByCode().Take(5).Select(one => HtmlNumbers.Grouped(one.Count));

    private static IEnumerable<string> Contents(string row) =>
        Regex.Matches(row, "<td[^>]*>(.*?)</td>", RegexOptions.Singleline)
            .Select(cell => Regex.Replace(cell.Groups[1].Value, "<[^>]*>", ""));

    [Fact]
    public void Nothing_comes_from_elsewhere() =>
        Assert.Empty(Outside().Matches(Page(SampleStatus.Make())));

    [Fact]
    public void An_empty_balancer_has_a_page_too()
    {
        var page = Page(new BalancerStatus { TakenAt = SampleStatus.Now });
        Assert.Contains("<b>0/0</b>", page);
        Assert.EndsWith("</html>\n", page);
    }

    [Theory]
    [InlineData(0, "0\u2009B")]
    [InlineData(999, "999\u2009B")]
    [InlineData(1_000, "1.0\u2009KiB")]
    [InlineData(123_456_789, "118\u2009MiB")]
    [InlineData(long.MaxValue, "8.0\u2009EiB")]
    public void Bytes_have_a_unit(long bytes, string text) => Assert.Equal(text, HtmlNumbers.Bytes(bytes));

    [Theory]
    [InlineData(9_999_999, "9\u2009999\u2009999")]
    [InlineData(10_000_000, "10.0\u2009M")]
    [InlineData(1_234_567_890, "1.23\u2009G")]
    [InlineData(long.MaxValue, "9223372.04\u2009T")]
    public void Large_counts_are_short(long count, string text) => Assert.Equal(text, HtmlNumbers.Short(count));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(61, "1m 1s")]
    [InlineData(3_661, "1h 1m")]
    [InlineData(90_061, "1d 1h")]
    public void Ages_have_two_units(long seconds, string text) => Assert.Equal(text, HtmlNumbers.Age(seconds));

    [Fact]
    public void Pages_are_found_by_their_paths()
    {
        Assert.Equal(StatsPage.ContentType, StatsPages.Find("/stats", () => SampleStatus.Make())!.ContentType);
        Assert.Equal("application/json", StatsPages.Find("/stats.json", () => SampleStatus.Make())!.ContentType);
        Assert.StartsWith("# pxname", Encoding.UTF8.GetString(StatsPages.Find("/stats;csv", () => SampleStatus.Make())!.Body.Span));
        Assert.Null(StatsPages.Find("/stat", () => throw new InvalidOperationException("no snapshot for other paths")));
    }

    private static string Page(BalancerStatus status)
    {
        var output = new ArrayBufferWriter<byte>();
        StatsPage.Write(output, status);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static int Span(Match cell, string name)
    {
        var span = Regex.Match(cell.Value, name + "=(\\d+)");
        return span.Success ? int.Parse(span.Groups[1].Value) : 1;
    }

    [GeneratedRegex("<table>.*?</table>", RegexOptions.Singleline)]
    private static partial Regex Tables();

    [GeneratedRegex("<tr.*?(?=<tr|</t(head|body|foot)>)", RegexOptions.Singleline)]
    private static partial Regex Rows();

    [GeneratedRegex("<t[hd]\\b[^>]*>")]
    private static partial Regex Cells();

    [GeneratedRegex("https?://[a-z]+\\.|src=|@import|url\\(", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();
}
