using System.Text.Json;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>
/// What a reload will do, in words. Both configurations are compared as they are written, with every default, so no option can be
/// forgotten here. Listeners, routes, backends and servers are told apart by their names.
/// </summary>
public static class ConfigChanges
{
    /// <summary>In the order of the keys: listeners, backends, limits, access log. Empty when nothing changes.</summary>
    public static IReadOnlyList<ConfigChange> Between(BalancerConfig before, BalancerConfig after)
    {
        using var old = JsonDocument.Parse(ConfigWriter.Write(before, withSecrets: true));
        using var now = JsonDocument.Parse(ConfigWriter.Write(after, withSecrets: true));
        var changes = new List<ConfigChange>();
        Listeners(old.RootElement, now.RootElement, changes);
        Backends(old.RootElement, now.RootElement, changes);
        Whole("limits", ConfigChangeKind.LimitsChanged, old.RootElement, now.RootElement, changes);
        Whole("accessLog", ConfigChangeKind.AccessLogChanged, old.RootElement, now.RootElement, changes);
        return changes;
    }

    private static void Listeners(JsonElement old, JsonElement now, List<ConfigChange> changes)
    {
        foreach (var (name, was, becomes) in ValueDifference.Pairs(old.GetProperty("listeners"), now.GetProperty("listeners")))
        {
            if (was is not { } before)
            {
                changes.Add(new(ConfigChangeKind.ListenerAdded, name, $"listener {name}: added, {Text(becomes, "address")}"));
                continue;
            }

            if (becomes is not { } after)
            {
                const string Fate = "it accepts no more, its connections are served to their end";
                changes.Add(new(ConfigChangeKind.ListenerRemoved, name, $"listener {name}: removed, {Text(was, "address")}: {Fate}"));
                continue;
            }

            if (Text(was, "address") != Text(becomes, "address"))
            {
                var text = $"listener {name}: opened at {Text(becomes, "address")}; {Text(was, "address")} accepts no more";
                changes.Add(new(ConfigChangeKind.ListenerReopened, name, text));
            }

            foreach (var difference in ValueDifference.Between(before, after, "address"))
                changes.Add(new(ConfigChangeKind.ListenerChanged, name, $"listener {name}: {difference}"));
        }
    }

    private static void Backends(JsonElement old, JsonElement now, List<ConfigChange> changes)
    {
        foreach (var (name, was, becomes) in ValueDifference.Pairs(old.GetProperty("backends"), now.GetProperty("backends")))
        {
            if (was is not { } before)
            {
                var servers = becomes!.Value.GetProperty("servers").EnumerateArray().Select(server => Text(server, "name"));
                changes.Add(new(
                    ConfigChangeKind.BackendAdded, name, $"backend {name}: added with servers {string.Join(", ", servers)}"));
            }
            else if (becomes is not { } after)
            {
                changes.Add(new(ConfigChangeKind.BackendRemoved, name, $"backend {name}: removed, what is in flight is finished"));
            }
            else
            {
                foreach (var difference in ValueDifference.Between(before, after, "servers"))
                    changes.Add(new(ConfigChangeKind.BackendChanged, name, $"backend {name}: {difference}"));
                Servers(name, before, after, changes);
            }
        }
    }

    private static void Servers(string backend, JsonElement old, JsonElement now, List<ConfigChange> changes)
    {
        foreach (var (server, was, becomes) in ValueDifference.Pairs(old.GetProperty("servers"), now.GetProperty("servers")))
        {
            var subject = $"{backend}/{server}";
            var prefix = $"backend {backend}: server {server}: ";
            if (was is not { } before)
            {
                changes.Add(new(ConfigChangeKind.ServerAdded, subject, prefix + "added, " + AddressOf(becomes)));
                continue;
            }

            if (becomes is not { } after)
            {
                changes.Add(new(ConfigChangeKind.ServerRemoved, subject, prefix + "removed, it gets nothing new"));
                continue;
            }

            if (AddressOf(was) != AddressOf(becomes))
            {
                var text = $"{prefix}{AddressOf(was)} -> {AddressOf(becomes)}, its health begins anew";
                changes.Add(new(ConfigChangeKind.ServerMoved, subject, text));
            }

            foreach (var difference in ValueDifference.Between(before, after, "host", "port"))
                changes.Add(new(ConfigChangeKind.ServerChanged, subject, prefix + difference));
        }
    }

    private static void Whole(string key, ConfigChangeKind kind, JsonElement old, JsonElement now, List<ConfigChange> changes)
    {
        foreach (var difference in ValueDifference.Between(old.GetProperty(key), now.GetProperty(key)))
            changes.Add(new(kind, "", $"{key}: {difference}"));
    }

    private static string Text(JsonElement? element, string key) => element?.GetProperty(key).GetString() ?? "";

    private static string AddressOf(JsonElement? server) => server is { } one
        ? AddressText.Of(one.GetProperty("host").GetString() ?? "", one.GetProperty("port").GetInt32())
        : "";
}
