namespace FromScratch.LoadBalancer.Status;

/// <summary>The values of one line of <see cref="StatsCsv"/>, by column.</summary>
internal static class StatsCsvRow
{
    private const int Frontend = 0;
    private const int Backend = 1;
    private const int Server = 2;

    public static Dictionary<string, object> Of(ListenerStatus listener, int proxy)
    {
        var row = Traffic(listener.Traffic, listener.Name, "FRONTEND", Frontend, proxy, 0);
        row["status"] = listener.IsOpen ? "OPEN" : "STOP";
        row["ereq"] = listener.Traffic.RequestErrors;
        row["dcon"] = 0;
        row["dses"] = listener.HandshakesFailed;
        row["intercepted"] = listener.Traffic.AnsweredHere;
        row["rate_lim"] = 0;
        row["conn_tot"] = listener.Traffic.SessionsTotal;
        row["conn_rate"] = Whole(listener.Traffic.SessionRate);
        row["conn_rate_max"] = Whole(listener.Traffic.SessionRatePeak);
        row["addr"] = listener.Address;
        row["mode"] = listener.Protocol == Configuration.ListenerProtocol.Tcp ? "tcp" : "http";
        return row;
    }

    public static Dictionary<string, object> Of(BalancerStatus status, BackendStatus backend, int proxy)
    {
        var row = Traffic(backend.Traffic, backend.Name, "BACKEND", Backend, proxy, 0);
        Behind(row, backend.Traffic, backend.Effort, backend.Average, backend.Longest);
        row["qcur"] = backend.Queue.Current;
        row["qmax"] = backend.Queue.Peak;
        row["qlimit"] = backend.Queue.Max;
        row["status"] = backend.IsUp ? "UP" : "DOWN";
        row["weight"] = Whole(backend.WeightEffective);
        row["uweight"] = backend.Servers.Where(server => server.IsUsable).Sum(server => server.WeightConfigured);
        row["act"] = backend.ServersUsable(backup: false);
        row["bck"] = backend.ServersUsable(backup: true);
        Times(row, status, backend.DownCount, backend.Since, backend.DowntimeSeconds, backend.LastUsed);
        row["algo"] = backend.Policy;
        row["mode"] = Mode(backend);
        return row;
    }

    public static Dictionary<string, object> Of(
        BalancerStatus status, BackendStatus backend, ServerStatus server, int proxy, int number)
    {
        var row = Traffic(server.Traffic, backend.Name, server.Name, Server, proxy, number);
        Behind(row, server.Traffic, server.Effort, server.Average, server.Longest);
        row["qcur"] = 0;
        row["qmax"] = 0;
        row["status"] = StatusOf(server);
        row["weight"] = Whole(server.WeightEffective);
        row["uweight"] = server.WeightConfigured;
        row["act"] = server.IsBackup ? 0 : 1;
        row["bck"] = server.IsBackup ? 1 : 0;
        row["chkfail"] = server.ChecksFailed;
        Times(row, status, server.DownCount, server.Since, server.DowntimeSeconds, server.LastUsed);
        if (server.WeightEffective < server.WeightConfigured && server.IsUsable && server.WeightConfigured > 0)
            row["throttle"] = Whole(100 * server.WeightEffective / server.WeightConfigured);
        row["addr"] = server.Address;
        row["mode"] = Mode(backend);
        row["srv_icur"] = row["idle_conn_cur"] = server.ConnectionsIdle;
        row["used_conn_cur"] = Math.Max(0, server.ConnectionsCurrent - server.ConnectionsIdle);
        if (server.LastCheck is { } check)
            Check(row, check);
        return row;
    }

    /// <summary>As HAProxy says it; tools look at the first word.</summary>
    public static string StatusOf(ServerStatus server) => server.State switch
    {
        ServerState.Up when server.ChecksAgainst > 0 => $"UP {server.ChecksNeeded - server.ChecksAgainst}/{server.ChecksNeeded}",
        ServerState.Up => server.IsChecked ? "UP" : "no check",
        ServerState.Down when server.ChecksAgainst > 0 => $"DOWN {server.ChecksAgainst}/{server.ChecksNeeded}",
        ServerState.Down => "DOWN",
        ServerState.Drain => "DRAIN",
        ServerState.Maintenance => "MAINT",
        _ => "DOWN (ejected)",
    };

    private static Dictionary<string, object> Traffic(TrafficStatus traffic, string proxy, string name, int type, int proxyId, int serverId)
    {
        var row = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["pxname"] = proxy,
            ["svname"] = name,
            ["type"] = type,
            ["pid"] = 1,
            ["iid"] = proxyId,
            ["sid"] = serverId,
            ["scur"] = traffic.SessionsCurrent,
            ["smax"] = traffic.SessionsPeak,
            ["stot"] = traffic.SessionsTotal,
            ["bin"] = traffic.BytesIn,
            ["bout"] = traffic.BytesOut,
            ["dreq"] = traffic.RequestsDenied,
            ["rate"] = Whole(traffic.SessionRate),
            ["rate_max"] = Whole(traffic.SessionRatePeak),
            ["req_rate"] = Whole(traffic.RequestRate),
            ["req_rate_max"] = Whole(traffic.RequestRatePeak),
            ["req_tot"] = traffic.RequestsTotal,
        };
        if (traffic.SessionsMax > 0)
            row["slim"] = traffic.SessionsMax;
        foreach (var (code, count) in traffic.Responses.ByCode())
            row["hrsp_" + code] = count;
        return row;
    }

    private static void Behind(
        Dictionary<string, object> row, TrafficStatus traffic, EffortStatus effort, PhaseTimes average, PhaseTimes longest)
    {
        row["econ"] = traffic.ConnectionErrors;
        row["eresp"] = traffic.ResponseErrors;
        row["wretr"] = effort.Retries;
        row["wredis"] = effort.Redispatches;
        row["lbtot"] = traffic.SessionsTotal;
        row["cli_abrt"] = traffic.ClientAborts;
        row["srv_abrt"] = traffic.ServerAborts;
        row["connect"] = effort.ConnectionsMade;
        row["reuse"] = effort.ConnectionsReused;
        row["qtime"] = Whole(average.QueueMs);
        row["ctime"] = Whole(average.ConnectMs);
        row["rtime"] = Whole(average.ResponseMs);
        row["ttime"] = Whole(average.TotalMs);
        row["qtime_max"] = Whole(longest.QueueMs);
        row["ctime_max"] = Whole(longest.ConnectMs);
        row["rtime_max"] = Whole(longest.ResponseMs);
        row["ttime_max"] = Whole(longest.TotalMs);
    }

    private static void Times(
        Dictionary<string, object> row, BalancerStatus status, long downs, DateTimeOffset since, long downtimeSeconds, DateTimeOffset used)
    {
        row["chkdown"] = downs;
        row["lastchg"] = status.SecondsSince(since);
        row["downtime"] = downtimeSeconds;
        row["lastsess"] = used == default ? -1 : status.SecondsSince(used);
    }

    private static void Check(Dictionary<string, object> row, CheckStatus check)
    {
        row["check_status"] = check.Code;
        if (check.StatusCode > 0)
            row["check_code"] = check.StatusCode;
        row["check_duration"] = Whole(check.DurationMs);
        row["check_desc"] = check.Text;
        row["last_chk"] = check.Text;
    }

    private static string Mode(BackendStatus backend) => backend.IsTcp ? "tcp" : "http";

    private static long Whole(double value) => (long)Math.Round(value, MidpointRounding.AwayFromZero);
}
