using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FromScratch.Cache.Admin.Stats;

/// <summary>`stats conns`: listeners and connections by id, where memcached prints the file descriptor.</summary>
internal sealed class ConnectionStats(StatsSource source)
{
    public void Collect(StatsReport report)
    {
        if (source.Transport is null)
            return;
        foreach (var connection in source.Transport.Connections())
            Add(report, connection);
    }

    private void Add(StatsReport report, in OpenConnection connection)
    {
        var id = connection.Id.ToString(CultureInfo.InvariantCulture);
        var listening = connection.State == OpenConnectionState.Listening;
        report.Add(id + ":addr", Address(listening ? connection.Local : connection.Remote));
        if (!listening)
            report.Add(id + ":listen_addr", Address(connection.Local));
        // The transport does not know what its sessions are about.
        report.Add(id + ":state", source.Watch.IsWatching(connection.Id) ? "conn_watch" : NameOf(connection.State));
        report.Add(id + ":secs_since_last_cmd", connection.IdleSeconds);
    }

    /// <summary>tcp:127.0.0.1:11211, tcp6:[::1]:11211, unix:/path as memcached spells them.</summary>
    private static string Address(EndPoint? endPoint) => endPoint switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => $"tcp:{mapped.Address.MapToIPv4()}:{mapped.Port}",
        IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6 } v6 => $"tcp6:{v6}",
        IPEndPoint v4 => $"tcp:{v4}",
        UnixDomainSocketEndPoint unix => $"unix:{unix}",
        null => "<unknown>",
        _ => endPoint.ToString() ?? "<unknown>",
    };

    private static string NameOf(OpenConnectionState state) => state switch
    {
        OpenConnectionState.Listening => "conn_listening",
        OpenConnectionState.Executing => "conn_parse_cmd",
        OpenConnectionState.Writing => "conn_mwrite",
        OpenConnectionState.Closing => "conn_closing",
        _ => "conn_read",
    };
}
