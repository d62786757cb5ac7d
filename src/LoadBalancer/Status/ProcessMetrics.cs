using System.Diagnostics.Metrics;
using static FromScratch.LoadBalancer.Status.StatusInstruments;

namespace FromScratch.LoadBalancer.Status;

/// <summary>haproxy_process_*, and fromscratch_lb_* for what HAProxy does not have.</summary>
internal static class ProcessMetrics
{
    public static void Add(StatusInstruments to)
    {
        to.Process("start_time_seconds", false, "Start time in seconds.", all => all.StartedAt.ToUnixTimeSeconds());
        to.Process("uptime_seconds", false, "How long ago it was started.", all => Math.Max(0, all.Uptime.TotalSeconds));
        to.Process("current_connections", false, "Client connections open now.", all => all.ConnectionsCurrent);
        to.Process("max_connections", false, "Client connections that may be open.", all => all.ConnectionsMax);
        to.Process("connections_total", true, "Client connections accepted.", all => all.ConnectionsTotal);
        to.Process("requests_total", true, "Requests received.", all =>
            all.RequestsOfGone + all.Listeners.Sum(one => one.Traffic.RequestsTotal));
        to.Process("stopping", false, "1 while it drains.", all => all.IsDraining ? 1 : 0);
        Own(to);
        OwnOfBackends(to);
    }

    private static void Own(StatusInstruments to)
    {
        to.Own("reloads_total", true, "Reloads of the configuration, by whether it was right.", all =>
        [
            new Measurement<double>(all.ReloadsTotal, Label("result", "done")),
            new Measurement<double>(all.ReloadsFailed, Label("result", "refused")),
        ]);
        to.Own("connections_refused_total", true, "Client connections closed at once because of the limit.", all =>
            [new Measurement<double>(all.ConnectionsRefused)]);
        to.Own("access_log_dropped_total", true, "Lines that the access log lost because its disk was slow.", all =>
            [new Measurement<double>(all.AccessLogDropped)]);
        to.Own("route_requests_total", true, "Requests by route.", all => Routes(all, route => route.RequestsTotal));
        to.Own("route_rate_limited_total", true, "Requests answered with 429, by route.", all => Routes(all, route => route.RateLimited));
        to.Own("server_ejections_total", true, "Times that a server's own requests took it out.", all =>
            Servers(all, one => one.Ejections));
        to.Own("server_ejected", false, "1 while a server is out for its failures.", all =>
            Servers(all, one => one.State == ServerState.Ejected ? 1 : 0));
    }

    private static void OwnOfBackends(StatusInstruments to)
    {
        to.Own("backend_hedges_total", true, "Second requests because the first took long.", all =>
            Backends(all, one => one.Effort.Hedges));
        to.Own("backend_hedges_won_total", true, "Hedges that were answered first.", all => Backends(all, one => one.Effort.HedgesWon));
        to.Own("backend_retries_denied_total", true, "Retries not made because the budget was used up.", all =>
            Backends(all, one => one.Effort.RetriesDenied));
        to.Own("backend_breaker_refused_total", true, "Requests refused by the circuit breaker.", all =>
            Backends(all, one => one.BreakerRefused));
        to.Own("backend_look_ups_failed_total", true, "Look-ups of servers' names that failed or found nothing.", all =>
            Backends(all, one => one.LookUpsFailed));
        to.Own("backend_queue_refused_total", true, "Requests refused because as many were waiting already.", all =>
            Backends(all, one => one.Queue.Refused));
        to.Own("backend_queue_timeouts_total", true, "Requests that waited too long.", all => Backends(all, one => one.Queue.TimedOut));
        to.Own("backend_panic", false, "1 while so few servers are healthy that health is not looked at.", all =>
            Backends(all, one => one.IsInPanic ? 1 : 0));
    }

    private static IEnumerable<Measurement<double>> Routes(BalancerStatus all, Func<RouteStatus, double> read) =>
        from listener in all.Listeners
        from route in listener.Routes
        select new Measurement<double>(read(route), Label("proxy", listener.Name), Label("route", route.Name));

    private static IEnumerable<Measurement<double>> Backends(BalancerStatus all, Func<BackendStatus, double> read) =>
        all.Backends.Select(one => new Measurement<double>(read(one), Label("proxy", one.Name)));

    private static IEnumerable<Measurement<double>> Servers(BalancerStatus all, Func<ServerStatus, double> read) =>
        from backend in all.Backends
        from one in backend.Servers
        select new Measurement<double>(read(one), Label("proxy", backend.Name), Label("server", one.Name));
}
