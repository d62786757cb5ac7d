namespace FromScratch.LoadBalancer.Status;

/// <summary>haproxy_backend_*.</summary>
internal static class BackendMetrics
{
    private const double MsPerSecond = 1_000;

    public static void Add(StatusInstruments to)
    {
        AddState(to);
        AddTraffic(to);
        AddTimes(to);
    }

    private static void AddState(StatusInstruments to)
    {
        to.BackendByLabel("status", false, "1 for the state that it is in.", "state", one =>
            [("UP", one.IsUp ? 1 : 0), ("DOWN", one.IsUp ? 0 : 1)]);
        to.BackendByLabel("agg_server_status", false, "Servers by state.", "state", one =>
            ServerMetrics.States.Select(state => (state, (double)one.Servers.Count(server => ServerMetrics.StateOf(server) == state))));
        to.Backend("weight", false, "Weight of the servers that are up.", one => one.WeightEffective);
        to.Backend("active_servers", false, "Servers that are up.", one => one.ServersUsable(backup: false));
        to.Backend("backup_servers", false, "Backup servers that are up.", one => one.ServersUsable(backup: true));
        to.Backend("check_up_down_total", true, "Times that no server was left.", one => one.DownCount);
        to.Backend("check_last_change_seconds", false, "How long the state is what it is.", (all, one) => all.SecondsSince(one.Since));
        to.Backend("downtime_seconds_total", true, "How long no server was left, in all.", one => one.DowntimeSeconds);
        to.Backend("last_session_seconds", false, "How long ago the last request was; -1 = never.", (all, one) =>
            one.LastUsed == default ? -1 : all.SecondsSince(one.LastUsed));
    }

    private static void AddTraffic(StatusInstruments to)
    {
        to.Backend("current_queue", false, "Requests that wait for a server.", one => one.Queue.Current);
        to.Backend("max_queue", false, "Most requests that waited at a time.", one => one.Queue.Peak);
        to.Backend("queue_limit", false, "Requests that may wait.", one => one.Queue.Max);
        to.Backend("current_sessions", false, "Requests in flight.", one => one.Traffic.SessionsCurrent);
        to.Backend("max_sessions", false, "Most requests in flight at a time.", one => one.Traffic.SessionsPeak);
        to.Backend("limit_sessions", false, "Requests that may be in flight.", one => one.Traffic.SessionsMax);
        to.Backend("sessions_total", true, "Requests and connections.", one => one.Traffic.SessionsTotal);
        to.Backend("current_session_rate", false, "Requests in the last second.", one => one.Traffic.SessionRate);
        to.Backend("max_session_rate", false, "Most requests in a second.", one => one.Traffic.SessionRatePeak);
        to.Backend("loadbalanced_total", true, "Requests for which a server was chosen.", one => one.Traffic.SessionsTotal);
        to.Backend("bytes_in_total", true, "Bytes of requests.", one => one.Traffic.BytesIn);
        to.Backend("bytes_out_total", true, "Bytes of responses.", one => one.Traffic.BytesOut);
        to.Backend("requests_denied_total", true, "Requests refused by a rule.", one => one.Traffic.RequestsDenied);
        to.Backend("http_requests_total", true, "Requests.", one => one.Traffic.RequestsTotal);
        to.BackendByLabel("http_responses_total", true, "Responses by class.", "code", one => FrontendMetrics.ByCode(one.Traffic));
        to.Backend("connection_errors_total", true, "Connections to servers that could not be made.", one => one.Traffic.ConnectionErrors);
        to.Backend("response_errors_total", true, "No valid responses.", one => one.Traffic.ResponseErrors);
        to.Backend("retry_warnings_total", true, "Requests sent again.", one => one.Effort.Retries);
        to.Backend("redispatch_warnings_total", true, "Requests sent again to another server.", one => one.Effort.Redispatches);
        to.Backend("client_aborts_total", true, "Requests that the client gave up.", one => one.Traffic.ClientAborts);
        to.Backend("server_aborts_total", true, "Responses that the server broke off.", one => one.Traffic.ServerAborts);
        to.Backend("connection_attempts_total", true, "Connections made to servers.", one => one.Effort.ConnectionsMade);
        to.Backend("connection_reuses_total", true, "Requests that found an idle connection.", one => one.Effort.ConnectionsReused);
    }

    private static void AddTimes(StatusInstruments to)
    {
        to.Backend("queue_time_average_seconds", false, "Waiting for a server, on average.", one => one.Average.QueueMs / MsPerSecond);
        to.Backend("connect_time_average_seconds", false, "For a connection, on average.", one => one.Average.ConnectMs / MsPerSecond);
        to.Backend("response_time_average_seconds", false, "To the response, on average.", one => one.Average.ResponseMs / MsPerSecond);
        to.Backend("total_time_average_seconds", false, "From first to last byte, on average.", one => one.Average.TotalMs / MsPerSecond);
        to.Backend("max_queue_time_seconds", false, "Longest wait for a server.", one => one.Longest.QueueMs / MsPerSecond);
        to.Backend("max_connect_time_seconds", false, "Longest for a connection.", one => one.Longest.ConnectMs / MsPerSecond);
        to.Backend("max_response_time_seconds", false, "Longest to the response.", one => one.Longest.ResponseMs / MsPerSecond);
        to.Backend("max_total_time_seconds", false, "Longest from first to last byte.", one => one.Longest.TotalMs / MsPerSecond);
    }
}
