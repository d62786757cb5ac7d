using System.Globalization;
using System.Net;
using FromScratch.KeyValue.Session.Access;
using FromScratch.Protocols.Resp;
using FromScratch.Transport;

namespace FromScratch.KeyValue;

/// <summary>The server's options in the transport's terms.</summary>
internal static class KeyValueTransport
{
    /// <summary>Two of the largest values, with what stands around them.</summary>
    private const int OutputBytesMax = (1 << 30) + (64 << 10);

    public static TransportOptions Options(KeyValueOptions options)
    {
        var transport = new TransportOptions
        {
            Loops = options.IoThreads,
            ConnectionsMax = options.MaxClients,
            RejectionMessage = "-ERR max number of clients reached\r\n"u8.ToArray(),
            IdleTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
            InputBytesMax = RequestLimits.RequestBytesMax,
            InputBytesTotalMax = 2L * RequestLimits.RequestBytesMax,
            OutputBytesMax = OutputBytesMax,
        };
        Listen(transport, options, options.Port == 0 && options.TlsPort > 0 ? null : options.Port, options.TlsPort);
        if (options.UnixSocket is { Length: > 0 } path)
            transport.EndPoints.Add(ListenEndPoint.Unix(path) with { UnixMode = UnixMode(options.UnixSocketMode)!.Value });
        return transport;
    }

    /// <summary>On each address that the server has.</summary>
    /// <param name="transport">Gets the end points, and the certificate when TLS is spoken.</param>
    /// <param name="options">Of the server.</param>
    /// <param name="port">In the clear; null = none, at most 0 = any free one.</param>
    /// <param name="tlsPort">In TLS; 0 = none, below it any free one.</param>
    public static void Listen(TransportOptions transport, KeyValueOptions options, int? port, int tlsPort)
    {
        transport.Tls = tlsPort == 0 ? null : KeyValueTls.ForClients(options);
        foreach (var address in Addresses(options))
        {
            if (port is { } plain)
                transport.EndPoints.Add(ListenEndPoint.Tcp(address, Math.Max(0, plain)));
            if (tlsPort != 0)
                transport.EndPoints.Add(ListenEndPoint.Tcp(address, Math.Max(0, tlsPort)) with { Tls = true });
        }
    }

    /// <summary>Octal permission bits; null when they are none.</summary>
    public static UnixFileMode? UnixMode(string text)
    {
        var mode = 0;
        foreach (var digit in text)
        {
            if (digit is < '0' or > '7' || mode > 0x3F)
                return null;
            mode = (mode << 3) | (digit - '0');
        }

        return text.Length == 0 ? null : (UnixFileMode)mode;
    }

    /// <summary>Redis's bind: `*`, an address, or one behind a minus sign.</summary>
    public static bool TryParseAddress(string text, out IPAddress address)
    {
        address = IPAddress.Any;
        return text switch
        {
            "*" => true,
            "localhost" => (address = IPAddress.Loopback) is not null,
            _ => IPAddress.TryParse(text.TrimStart('-'), out address!),
        };
    }

    /// <summary>Whoever can reach the server may do anything: then it is this machine alone, unless addresses are given.</summary>
    public static IEnumerable<IPAddress> Addresses(KeyValueOptions options)
    {
        if (options.Bind.Count == 0)
        {
            var isOpen = new UserTable(options.Users, options.RequirePass).ForNewConnection is not null;
            return [isOpen ? IPAddress.Loopback : IPAddress.Any];
        }

        return options.Bind.Select(static text => TryParseAddress(text, out var address)
            ? address
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"KeyValue:Bind = \"{text}\""), nameof(options)));
    }
}
