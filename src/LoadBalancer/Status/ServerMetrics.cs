namespace FromScratch.LoadBalancer.Status;

/// <summary>haproxy_server_*.</summary>
internal static class ServerMetrics
{
    private const double MsPerSecond = 1_000;

    /// <summary>HAProxy's states; an ejected server is NOLB: it lives and gets nothing.</summary>
    public static readonly string[] States = ["DOWN", "UP", "MAINT", "DRAIN", "NOLB"];

    /// <summary>Those of HAProxy's check results that can occur here.</summary>
    private static readonly string[] CheckCodes = ["L4OK", "L4TOUT", "L4CON", "L7OK", "L7TOUT", "L7RSP", "L7STS", "SOCKERR"];

    public static string StateOf(ServerStatus server) => server.State switch
    {
        ServerState.Up => "UP",
        ServerState.Down => "DOWN",
        ServerState.Drain => "DRAIN",
        ServerState.Maintenance => "MAINT",
        _ => "NOLB",
    };

    public static void Add(StatusInstruments to)
    {
        AddState(to);
        AddTraffic(to);
        AddTimes(to);
    }

    private static void AddState(StatusInstruments to)
    {
        to.ServerByLabel("status", false, "1 for the state that it is in.", "state", one =>
            States.Select(state => (state, StateOf(one) == state ? 1.0 : 0.0)));
        to.Server("weight", false, "Weight that counts now.", one => one.WeightEffective);
        to.Server("uweight", false, "Weight that is configured.", one => one.WeightConfigured);
        to.Server("active", false, "1 unless it is a backup.", one => one.IsBackup ? 0 : 1);
        to.Server("backup", false, "1 for a backup.", one => one.IsBackup ? 1 : 0);
        to.Server("check_failures_total", true, "Checks that failed.", one => one.ChecksFailed);
        to.Server("check_up_down_total", true, "Times that it went down.", one => one.DownCount);
        to.Server("check_last_change_seconds", false, "How long the state is what it is.", (all, one) => all.SecondsSince(one.Since));
        to.Server("downtime_seconds_total", true, "How long it was down, in all.", one => one.DowntimeSeconds);
        to.ServerByLabel("check_status", false, "1 for the result of the last check.", "state", one => one.LastCheck is { } check
            ? CheckCodes.Select(code => (code, code == check.Code ? 1.0 : 0.0))
            : []);
        to.Server("check_code", false, "Status of the last check's response; 0 without one.", one => one.LastCheck?.StatusCode ?? 0);
        to.Server("check_duration_seconds", false, "How long the last check took.", one => (one.LastCheck?.DurationMs ?? 0) / MsPerSecond);
        to.Server("last_session_seconds", false, "How long ago the last request was; -1 = never.", (all, one) =>
            one.LastUsed == default ? -1 : all.SecondsSince(one.LastUsed));
    }

    private static void AddTraffic(StatusInstruments to)
    {
        to.Server("current_sessions", false, "Requests in flight.", one => one.Traffic.SessionsCurrent);
        to.Server("max_sessions", false, "Most requests in flight at a time.", one => one.Traffic.SessionsPeak);
        to.Server("limit_sessions", false, "Requests that may be in flight; 0 = no bound.", one => one.Traffic.SessionsMax);
        to.Server("sessions_total", true, "Requests and connections.", one => one.Traffic.SessionsTotal);
        to.Server("current_session_rate", false, "Requests in the last second.", one => one.Traffic.SessionRate);
        to.Server("max_session_rate", false, "Most requests in a second.", one => one.Traffic.SessionRatePeak);
        to.Server("loadbalanced_total", true, "Requests for which it was chosen.", one => one.Traffic.SessionsTotal);
        to.Server("http_requests_total", true, "Requests.", one => one.Traffic.RequestsTotal);
        to.Server("bytes_in_total", true, "Bytes of requests.", one => one.Traffic.BytesIn);
        to.Server("bytes_out_total", true, "Bytes of responses.", one => one.Traffic.BytesOut);
        to.ServerByLabel("http_responses_total", true, "Responses by class.", "code", one => FrontendMetrics.ByCode(one.Traffic));
        to.Server("connection_errors_total", true, "Connections that could not be made.", one => one.Traffic.ConnectionErrors);
        to.Server("response_errors_total", true, "No valid responses.", one => one.Traffic.ResponseErrors);
        to.Server("retry_warnings_total", true, "Requests sent again.", one => one.Effort.Retries);
        to.Server("redispatch_warnings_total", true, "Requests sent again to another server.", one => one.Effort.Redispatches);
        to.Server("client_aborts_total", true, "Requests that the client gave up.", one => one.Traffic.ClientAborts);
        to.Server("server_aborts_total", true, "Responses that it broke off.", one => one.Traffic.ServerAborts);
        to.Server("connection_attempts_total", true, "Connections made.", one => one.Effort.ConnectionsMade);
        to.Server("connection_reuses_total", true, "Requests that found an idle connection.", one => one.Effort.ConnectionsReused);
        to.Server("idle_connections_current", false, "Idle connections.", one => one.ConnectionsIdle);
        to.Server("used_connections_current", false, "Connections in use.", one =>
            Math.Max(0, one.ConnectionsCurrent - one.ConnectionsIdle));
    }

    private static void AddTimes(StatusInstruments to)
    {
        to.Server("queue_time_average_seconds", false, "Waiting for it, on average.", one => one.Average.QueueMs / MsPerSecond);
        to.Server("connect_time_average_seconds", false, "For a connection, on average.", one => one.Average.ConnectMs / MsPerSecond);
        to.Server("response_time_average_seconds", false, "To the response, on average.", one => one.Average.ResponseMs / MsPerSecond);
        to.Server("total_time_average_seconds", false, "From first to last byte, on average.", one => one.Average.TotalMs / MsPerSecond);
        to.Server("max_queue_time_seconds", false, "Longest wait for it.", one => one.Longest.QueueMs / MsPerSecond);
        to.Server("max_connect_time_seconds", false, "Longest for a connection.", one => one.Longest.ConnectMs / MsPerSecond);
        to.Server("max_response_time_seconds", false, "Longest to the response.", one => one.Longest.ResponseMs / MsPerSecond);
        to.Server("max_total_time_seconds", false, "Longest from first to last byte.", one => one.Longest.TotalMs / MsPerSecond);
    }
}
