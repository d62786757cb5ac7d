using System.Buffers;
using System.Globalization;
using System.Text;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Status;

/// <summary>
/// The status in the columns of HAProxy's `show stat`, for tools that read it: one line per listener (FRONTEND), server and backend
/// (BACKEND). Columns that mean nothing here are there and empty.
/// </summary>
public static class StatsCsv
{
    /// <summary>HAProxy's order; new columns come at the end.</summary>
    public const string Columns =
        "pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,act,bck,chkfail," +
        "chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,lbtot,tracked,type,rate,rate_lim,rate_max,check_status,check_code," +
        "check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,req_rate,req_rate_max,req_tot,cli_abrt," +
        "srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,lastsess,last_chk,last_agt,qtime,ctime,rtime,ttime,agent_status,agent_code," +
        "agent_duration,check_desc,agent_desc,check_rise,check_fall,check_health,agent_rise,agent_fall,agent_health,addr,cookie,mode," +
        "algo,conn_rate,conn_rate_max,conn_tot,intercepted,dcon,dses,wrew,connect,reuse,cache_lookups,cache_hits,srv_icur,src_ilim," +
        "qtime_max,ctime_max,rtime_max,ttime_max,eint,idle_conn_cur,safe_conn_cur,used_conn_cur,need_conn_est,uweight";

    private static readonly string[] Names = Columns.Split(',');

    public static void Write(IBufferWriter<byte> output, BalancerStatus status)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(status);
        Write(output, "# " + Columns + ",\n");
        var proxy = 0;
        foreach (var listener in status.Listeners)
            Line(output, StatsCsvRow.Of(listener, ++proxy));
        foreach (var backend in status.Backends)
        {
            proxy++;
            var number = 0;
            foreach (var server in backend.Servers)
                Line(output, StatsCsvRow.Of(status, backend, server, proxy, ++number));
            Line(output, StatsCsvRow.Of(status, backend, proxy));
        }
    }

    private static void Line(IBufferWriter<byte> output, Dictionary<string, object> row)
    {
        var line = new StringBuilder();
        foreach (var name in Names)
        {
            if (row.TryGetValue(name, out var value))
                Append(line, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            line.Append(',');
        }

        Write(output, line.Append('\n').ToString());
    }

    /// <summary>RFC 4180: quoted where it holds a comma, a quote or a line end.</summary>
    private static void Append(StringBuilder line, string value)
    {
        if (value.AsSpan().ContainsAny(",\"\r\n"))
            line.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else
            line.Append(value);
    }

    private static void Write(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
