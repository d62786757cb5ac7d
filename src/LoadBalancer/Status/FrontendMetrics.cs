namespace FromScratch.LoadBalancer.Status;

/// <summary>haproxy_frontend_*: the listeners.</summary>
internal static class FrontendMetrics
{
    public static void Add(StatusInstruments to)
    {
        to.FrontendByLabel("status", false, "1 for the state that it is in.", "state", one =>
            [("UP", one.IsOpen ? 1 : 0), ("DOWN", one.IsOpen ? 0 : 1)]);
        to.Frontend("current_sessions", false, "Connections now.", one => one.Traffic.SessionsCurrent);
        to.Frontend("max_sessions", false, "Most connections at a time.", one => one.Traffic.SessionsPeak);
        to.Frontend("limit_sessions", false, "Connections that may be open.", one => one.Traffic.SessionsMax);
        to.Frontend("sessions_total", true, "Connections accepted.", one => one.Traffic.SessionsTotal);
        to.Frontend("connections_total", true, "Connections accepted.", one => one.Traffic.SessionsTotal);
        to.Frontend("current_session_rate", false, "Connections in the last second.", one => one.Traffic.SessionRate);
        to.Frontend("max_session_rate", false, "Most connections in a second.", one => one.Traffic.SessionRatePeak);
        to.Frontend("connections_rate_max", false, "Most connections in a second.", one => one.Traffic.SessionRatePeak);
        to.Frontend("bytes_in_total", true, "Bytes received from clients.", one => one.Traffic.BytesIn);
        to.Frontend("bytes_out_total", true, "Bytes sent to clients.", one => one.Traffic.BytesOut);
        to.Frontend("requests_denied_total", true, "Requests refused by a rule.", one => one.Traffic.RequestsDenied);
        to.Frontend("request_errors_total", true, "No valid requests.", one => one.Traffic.RequestErrors);
        to.Frontend("intercepted_requests_total", true, "Requests answered here and not by a server.", one => one.Traffic.AnsweredHere);
        to.Frontend("http_requests_total", true, "Requests.", one => one.Traffic.RequestsTotal);
        to.Frontend("http_requests_rate_max", false, "Most requests in a second.", one => one.Traffic.RequestRatePeak);
        to.FrontendByLabel("http_responses_total", true, "Responses by class.", "code", one => ByCode(one.Traffic));
        to.Frontend("denied_sessions_total", true, "TLS handshakes that failed.", one => one.HandshakesFailed);
    }

    public static IEnumerable<(string Value, double Reading)> ByCode(TrafficStatus traffic) =>
        traffic.Responses.ByCode().Select(one => (one.Code, (double)one.Count));
}
