using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.KeyValue.Session;

/// <summary>A client as CLIENT LIST, CLIENT INFO and the logs show it.</summary>
internal static class ClientText
{
    /// <summary>ip:port; of a unix socket its path and :0, for the other end has no name.</summary>
    public static string Address(EndPoint? endPoint, EndPoint? local = null) => endPoint switch
    {
        IPEndPoint ip when ip.Address.IsIPv4MappedToIPv6 => new IPEndPoint(ip.Address.MapToIPv4(), ip.Port).ToString(),
        IPEndPoint ip => ip.ToString(),
        UnixDomainSocketEndPoint unix when unix.ToString() is { Length: > 0 } path => path + ":0",
        _ when local is UnixDomainSocketEndPoint listener => listener + ":0",
        _ => "?:0",
    };

    /// <summary>N = nothing special; P subscriber, O monitor, x in a transaction, U unix socket, e NO-EVICT, T NO-TOUCH.</summary>
    public static string Flags(KeyValueSession session)
    {
        var flags = new StringBuilder();
        if (session.IsMonitor)
            flags.Append('O');
        if (session.IsSubscribed)
            flags.Append('P');
        if (session.InTransaction)
            flags.Append('x');
        if (session.LocalEndPoint is UnixDomainSocketEndPoint)
            flags.Append('U');
        if (session.NoEvict)
            flags.Append('e');
        if (session.NoTouch)
            flags.Append('T');
        return flags.Length == 0 ? "N" : flags.ToString();
    }

    /// <summary>One line, with its end. Figures that this server does not have are left out.</summary>
    public static void AppendLine(StringBuilder text, KeyValueSession session)
    {
        var time = session.Context.Time;
        var subscriptions = session.Subscriptions;
        var age = (long)time.GetElapsedTime(session.OpenedTimestamp).TotalSeconds;
        var idle = (long)time.GetElapsedTime(session.ActiveTimestamp).TotalSeconds;
        text.Append(CultureInfo.InvariantCulture, $"id={session.Id} addr={Address(session.RemoteEndPoint, session.LocalEndPoint)} ");
        var name = Encoding.Latin1.GetString(session.Name);
        text.Append(CultureInfo.InvariantCulture, $"laddr={Address(session.LocalEndPoint)} name={name} ");
        text.Append(CultureInfo.InvariantCulture, $"age={age} idle={idle} flags={Flags(session)} db=0 ");
        text.Append(CultureInfo.InvariantCulture, $"sub={subscriptions.Channels.Count} psub={subscriptions.Patterns.Count} ssub=0 ");
        text.Append(CultureInfo.InvariantCulture, $"multi={session.QueuedCount} oll={session.Unanswered} omem={session.PushedBytes} ");
        var command = session.LastCommand is { } spec ? Encoding.ASCII.GetString(spec.FullName) : "NULL";
        text.Append(CultureInfo.InvariantCulture, $"cmd={command} user={session.User?.Name ?? "(superuser)"} redir=-1 ");
        text.Append(CultureInfo.InvariantCulture, $"resp={(int)session.Version}");
        if (session.LibraryName.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $" lib-name={Encoding.Latin1.GetString(session.LibraryName)}");
        if (session.LibraryVersion.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $" lib-ver={Encoding.Latin1.GetString(session.LibraryVersion)}");
        text.Append('\n');
    }
}
