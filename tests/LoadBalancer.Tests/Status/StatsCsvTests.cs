using System.Buffers;
using System.Text;
using FromScratch.LoadBalancer.Status;

namespace FromScratch.LoadBalancer.Tests.Status;

public sealed class StatsCsvTests
{
    private static readonly string[] Names = StatsCsv.Columns.Split(',');

    [Fact]
    public void The_columns_are_those_of_HAProxy_in_its_order()
    {
        var header = Write(SampleStatus.Make()).Split('\n')[0];
        Assert.StartsWith("# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,", header);
        Assert.EndsWith(",need_conn_est,uweight,", header);
        // As in the documentation of "show stat", counted from 0.
        Assert.Equal(["status", "type", "req_tot", "ttime", "mode", "ttime_max"], new[] { 17, 32, 48, 61, 75, 93 }.Select(i => Names[i]));
    }

    [Fact]
    public void There_is_a_line_per_listener_server_and_backend()
    {
        var rows = Rows(SampleStatus.Make());
        Assert.Equal(["FRONTEND", "FRONTEND", "FRONTEND"], rows.Take(3).Select(row => row["svname"]));
        Assert.Equal(3 + 9 + 1 + 1 + 1 + 1 + 1, rows.Count);
        Assert.Equal("BACKEND", rows[12]["svname"]);
        Assert.Equal(
            ["UP", "UP", "UP 1/3", "DOWN 1/2", "DOWN", "DOWN (ejected)", "DRAIN", "MAINT", "no check", "UP"],
            rows.Skip(3).Take(10).Select(row => row["status"]));
    }

    [Fact]
    public void Values_stand_under_their_columns()
    {
        var rows = Rows(SampleStatus.Make());
        Check(rows[0], ("type", "0"), ("stot", "6120443"), ("req_tot", "184233902"), ("hrsp_5xx", "18166"), ("ereq", "97"));
        Check(rows[0], ("mode", "http"), ("addr", "0.0.0.0:80"), ("rate", "84"));
        Check(rows[4], ("type", "2"), ("sid", "2"), ("uweight", "2"), ("throttle", "70"), ("act", "1"), ("slim", "500"), ("rtime", "8"));
        Check(rows[5], ("check_status", "L7STS"), ("check_code", "503"), ("check_duration", "4"), ("last_chk", "wrong status"));
        Check(rows[7], ("lastchg", "250"), ("downtime", "3661"), ("chkdown", "2"), ("lastsess", "-1"), ("econ", "12"), ("slim", ""));
        Check(rows[12], ("qcur", "4"), ("qmax", "190"), ("qlimit", "1000"), ("bck", "1"), ("act", "3"), ("algo", "peakEwma"));
    }

    [Fact]
    public void No_number_stands_under_two_columns_unless_HAProxy_has_it_twice()
    {
        var rows = Rows(UniqueStatus.Make());
        Assert.Equal(["conn_rate, rate", "conn_rate_max, rate_max", "conn_tot, stot"], Doubles(rows[0]));
        Assert.Equal(["idle_conn_cur, srv_icur", "lbtot, stot"], Doubles(rows[1]));
        Assert.Equal(["lbtot, stot"], Doubles(rows[2]));
        Assert.Equal([24, 46, 44], rows.Select(row => row.Values.Count(cell => cell.Length == 4 && int.TryParse(cell, out _))));
    }

    private static IEnumerable<string> Doubles(Dictionary<string, string> row) => UniqueStatus.Doubles(
        row.Where(cell => double.TryParse(cell.Value, out _)).Select(cell => (cell.Key, double.Parse(cell.Value)))).Order();

    [Fact]
    public void Names_with_commas_quotes_and_line_ends_are_quoted()
    {
        var text = Write(SampleStatus.Make(SampleStatus.Hostile));
        Assert.Contains("\n\"<script>alert('1')</script>&\"\",\n\",FRONTEND,", text);
    }

    private static void Check(Dictionary<string, string> row, params (string Column, string Value)[] expected) =>
        Assert.All(expected, one => Assert.Equal(one.Value, row[one.Column]));

    private static List<Dictionary<string, string>> Rows(BalancerStatus status) =>
    [
        .. from line in Write(status).Split('\n').Skip(1)
           where line.Length > 0
           let cells = line.Split(',')
           select Names.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second),
    ];

    private static string Write(BalancerStatus status)
    {
        var output = new ArrayBufferWriter<byte>();
        StatsCsv.Write(output, status);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
