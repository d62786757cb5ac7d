using System.Globalization;

namespace FromScratch.Group;

/// <summary>Where a member listens for the others.</summary>
/// <param name="Name">Its node name.</param>
/// <param name="Host">Name or address.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct PeerAddress(string Name, string Host, int Port)
{
    /// <summary>host:port, an IPv6 address in brackets.</summary>
    public string Address => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Reads "a=10.0.0.1:7001,b=host:7001". Null = it is well formed; else what is wrong with it, in one line.</summary>
    public static string? TryParseList(string text, out IReadOnlyList<PeerAddress> peers)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<PeerAddress>();
        peers = found;
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !TrySplit(part[(equals + 1)..], out var host, out var port))
                return $"'{part}' is not NAME=HOST:PORT";
            found.Add(new PeerAddress(part[..equals], host, port));
        }

        return null;
    }

    /// <summary>Splits host:port or [address]:port.</summary>
    public static bool TrySplit(string address, out string host, out int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        (host, port) = ("", 0);
        var colon = address.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port))
            return false;
        host = address[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
            host = host[1..^1];
        else if (host.Contains(':', StringComparison.Ordinal))
            return false;
        return host.Length > 0 && port is > 0 and <= 65535;
    }

    public override string ToString() => $"{Name}={Address}";
}
