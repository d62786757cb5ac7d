using System.Diagnostics.Metrics;

namespace FromScratch.LoadBalancer.Status;

/// <summary>Makes observable instruments out of readings of the status: one series per listener, backend or server.</summary>
internal sealed class StatusInstruments(Meter meter, Func<BalancerStatus> status)
{
    public void Process(string name, bool isCounter, string help, Func<BalancerStatus, double> read) =>
        Make("haproxy_process_" + name, isCounter, help, all => [new Measurement<double>(read(all))]);

    public void Frontend(string name, bool isCounter, string help, Func<ListenerStatus, double> read) =>
        Make("haproxy_frontend_" + name, isCounter, help, all =>
            all.Listeners.Select(one => new Measurement<double>(read(one), Label("proxy", one.Name))));

    public void FrontendByLabel(
        string name, bool isCounter, string help, string label, Func<ListenerStatus, IEnumerable<(string Value, double Reading)>> read) =>
        Make("haproxy_frontend_" + name, isCounter, help, all =>
            from one in all.Listeners
            from part in read(one)
            select new Measurement<double>(part.Reading, Label("proxy", one.Name), Label(label, part.Value)));

    public void Backend(string name, bool isCounter, string help, Func<BalancerStatus, BackendStatus, double> read) =>
        Make("haproxy_backend_" + name, isCounter, help, all =>
            all.Backends.Select(one => new Measurement<double>(read(all, one), Label("proxy", one.Name))));

    public void Backend(string name, bool isCounter, string help, Func<BackendStatus, double> read) =>
        Backend(name, isCounter, help, (_, one) => read(one));

    public void BackendByLabel(
        string name, bool isCounter, string help, string label, Func<BackendStatus, IEnumerable<(string Value, double Reading)>> read) =>
        Make("haproxy_backend_" + name, isCounter, help, all =>
            from one in all.Backends
            from part in read(one)
            select new Measurement<double>(part.Reading, Label("proxy", one.Name), Label(label, part.Value)));

    public void Server(string name, bool isCounter, string help, Func<BalancerStatus, ServerStatus, double> read) =>
        Make("haproxy_server_" + name, isCounter, help, all =>
            from backend in all.Backends
            from one in backend.Servers
            select new Measurement<double>(read(all, one), Label("proxy", backend.Name), Label("server", one.Name)));

    public void Server(string name, bool isCounter, string help, Func<ServerStatus, double> read) =>
        Server(name, isCounter, help, (_, one) => read(one));

    public void ServerByLabel(
        string name, bool isCounter, string help, string label, Func<ServerStatus, IEnumerable<(string Value, double Reading)>> read) =>
        Make("haproxy_server_" + name, isCounter, help, all =>
            from backend in all.Backends
            from one in backend.Servers
            from part in read(one)
            select new Measurement<double>(
                part.Reading, Label("proxy", backend.Name), Label("server", one.Name), Label(label, part.Value)));

    /// <summary>A figure that HAProxy has not, under a name of our own.</summary>
    public void Own(string name, bool isCounter, string help, Func<BalancerStatus, IEnumerable<Measurement<double>>> read) =>
        Make("fromscratch_lb_" + name, isCounter, help, read);

    public static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    private void Make(string name, bool isCounter, string help, Func<BalancerStatus, IEnumerable<Measurement<double>>> read)
    {
        if (isCounter)
            meter.CreateObservableCounter(name, () => read(status()), null, help);
        else
            meter.CreateObservableGauge(name, () => read(status()), null, help);
    }
}
