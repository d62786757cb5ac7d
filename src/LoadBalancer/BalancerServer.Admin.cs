using System.Text.Json;
using FromScratch.Hosting.Admin;
using FromScratch.LoadBalancer.Api;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Status;
using Microsoft.Extensions.Logging;
using ServerMode = FromScratch.LoadBalancer.Backends.ServerMode;

namespace FromScratch.LoadBalancer;

/// <content>What operators see and ask for: status, API, reload.</content>
public sealed partial class BalancerServer
{
    private BalancerOptions? _options;
    private long _reloads;
    private long _reloadsFailed;

    public IReadOnlyList<string> AdminPaths { get; } = ["/stats", "/stats.json", "/stats.csv", "/api/status", "/api/config"];

    internal DateTimeOffset ConfiguredAt { get; private set; }

    internal long ReloadsTotal => Volatile.Read(ref _reloads);

    internal long ReloadsFailed => Volatile.Read(ref _reloadsFailed);

    /// <summary>For a host.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message names the first mistake.</exception>
    public static BalancerServer Create(BalancerOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = options.Read();
        if (!result.IsGood)
            throw new ArgumentException(result.Errors[0], nameof(options));
        return new BalancerServer(result.Config, time, logger, options.Threads) { _options = options };
    }

    public AdminPage? Answer(AdminRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (StatsPages.Find(request.Path, _status.Take) is { } page)
            return request.Method == "GET" ? page : AdminPage.Text(405, "only GET\n") with { Allow = "GET" };
        if (!request.Path.StartsWith(ApiRequest.Prefix, StringComparison.Ordinal))
            return null;
        var parsed = ApiRequest.Parse(request.Method, request.Path, request.Body.Span);
        return parsed.IsGood ? Carry(parsed.Command) : parsed.ToPage();
    }

    public void WriteStatus(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumber("connections", _transport.Stats().ConnectionsCurrent);
        json.WriteStartObject("backends");
        foreach (var backend in _backends.All)
        {
            json.WriteStartObject(backend.Name);
            json.WriteNumber("servers", backend.Servers.Count);
            json.WriteNumber("usable", backend.UsableCount);
            json.WriteNumber("inFlight", backend.InFlight);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// Reads the file again; certificates too. Refused as a whole when anything in it is wrong. The file of the access log is opened again
    /// in any case.
    /// </summary>
    public string? Reload()
    {
        string?[] failures = [ReloadConfig(out _), HasTls && !_transport.ReloadCertificates() ? "certificate files cannot be used" : null];
        var told = string.Join("; ", failures.OfType<string>());
        return told.Length == 0 ? null : told;
    }

    internal DateTimeOffset WallClockAt(long monotonicMs) => _time.GetUtcNow().AddMilliseconds(monotonicMs - NowMs);

    private bool HasTls => _config.Listeners.Any(listener => listener.Protocol == ListenerProtocol.Https);

    private string? ReloadConfig(out IReadOnlyList<ConfigChange> changes)
    {
        changes = [];
        if (_options?.Config is null)
        {
            ReopenAccessLog();
            return null;
        }

        Interlocked.Increment(ref _reloads);
        var result = _options.Read();
        var before = _config;
        var reason = result.IsGood ? Apply(result.Config) : string.Join("; ", result.Errors);
        if (reason is not null)
        {
            Interlocked.Increment(ref _reloadsFailed);
            ReopenAccessLog();
            return reason;
        }

        changes = ConfigChanges.Between(before, result.Config!);
        foreach (var change in changes)
            LbLog.Changed(_log, change.Text);
        return null;
    }

    /// <summary>A file that was moved away is let go also when the configuration cannot be used.</summary>
    private void ReopenAccessLog()
    {
        lock (_reloading)
            _accessLogs.Reopen();
    }

    private AdminPage Carry(ApiCommand command) => command switch
    {
        GetStatusCommand => ApiPages.Of(_status.Take()),
        GetConfigCommand => ApiPages.Of(_config),
        ReloadCommand => ReloadConfig(out var changes) is { } reason ? ApiParse.Refusal(409, [reason]) : ApiPages.Of(changes),
        GetServersCommand get => With(get.Backend, backend => ApiPages.Of(_status.Take().Backends.First(one => one.Name == backend.Name))),
        AddServerCommand add => With(add.Backend, backend => Add(backend, add)),
        RemoveServerCommand remove => With(remove.Backend, backend => Remove(backend, remove)),
        ChangeServerCommand change => With(change.Backend, backend => Change(backend, change)),
        _ => ApiParse.Refusal(501, ["not known"]),
    };

    private AdminPage With(string name, Func<Backend, AdminPage> act) =>
        _backends.Find(name) is { } backend ? act(backend) : ApiParse.Refusal(404, [$"there is no backend {name}"]);

    private AdminPage Add(Backend backend, AddServerCommand add) => backend.TryAdd(add.Server, NowMs)
        ? ApiPages.Done($"added {add.Server.Name} to {backend.Name}", 201)
        : ApiParse.Refusal(409, [$"{backend.Name} has a server {add.Server.Name} already, or an address may be called so"]);

    private AdminPage Remove(Backend backend, RemoveServerCommand remove)
    {
        if (backend.Remove(remove.Server, NowMs) is not { } gone)
            return NoServer(backend, remove.Server);
        return ApiPages.Done($"removed {remove.Server} from {backend.Name}, {gone.Sum(one => one.InFlight)} requests are under way");
    }

    private AdminPage Change(Backend backend, ChangeServerCommand change)
    {
        if (backend.Find(change.Server) is not { } server)
            return NoServer(backend, change.Server);
        if (change.Weight is { } weight)
            backend.SetWeight(server, weight, NowMs);
        if (change.Mode is { } mode)
            backend.SetMode(server, mode, NowMs);
        return ApiPages.Done($"{backend.Name}/{server.Name}: weight {server.Weight}, {EnumWords.Of(server.Mode)}");
    }

    private static AdminPage NoServer(Backend backend, string name) => backend.Config.Servers.Any(one => one.Name == name)
        ? ApiParse.Refusal(404, [$"{name} stands for the addresses of its name, each of which is a server of {backend.Name}"])
        : ApiParse.Refusal(404, [$"{backend.Name} has no server {name}"]);
}
