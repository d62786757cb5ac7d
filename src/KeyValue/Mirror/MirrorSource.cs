using System.Globalization;
using FromScratch.Group;
using FromScratch.KeyValue.Client;

namespace FromScratch.KeyValue.Mirror;

/// <summary>The nodes of the other group, and how to log in there.</summary>
internal sealed class MirrorSource
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly string? _user;
    private readonly string? _password;
    private readonly IPeerTls? _tls;
    private int _next;

    public MirrorSource(string? user, string? password, IPeerTls? tls = null) => (_user, _password, _tls) = (user, password, tls);

    /// <summary>What is wrong with host:port[,host:port...]; null = nothing.</summary>
    public static string? WhyNot(string upstream)
    {
        foreach (var address in upstream.Split(','))
        {
            if (!TrySplit(address, out _, out _))
                return $"'{address}' is no host:port";
        }

        return null;
    }

    /// <summary>The next one of them that answers, in turn.</summary>
    /// <exception cref="IOException">None does, or the login is refused.</exception>
    public RespConnection Connect(string upstream)
    {
        var addresses = upstream.Split(',');
        IOException? last = null;
        for (var attempt = 0; attempt < addresses.Length; attempt++)
        {
            try
            {
                return Connect(addresses, _next++ % addresses.Length);
            }
            catch (IOException error)
            {
                last = error;
            }
        }

        throw last!;
    }

    private static bool TrySplit(string address, out string host, out int port)
    {
        var colon = address.LastIndexOf(':');
        (host, port) = (colon < 1 ? "" : address[..colon].Trim('[', ']'), 0);
        return host.Length > 0
            && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and < 65536;
    }

    private RespConnection Connect(string[] addresses, int number)
    {
        _ = TrySplit(addresses[number], out var host, out var port);
        var connection = RespConnection.Connect(host, port, Timeout, _tls?.Dialling(host));
        if (string.IsNullOrEmpty(_password))
            return connection;
        try
        {
            var reply = connection.Ask("AUTH", string.IsNullOrEmpty(_user) ? "default" : _user, _password);
            return reply.IsError ? throw new IOException($"{addresses[number]}: {reply.Text}") : connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
