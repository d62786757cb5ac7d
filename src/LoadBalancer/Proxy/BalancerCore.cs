using System.Text;
using FromScratch.Core;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Protocols.Http;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>What all loops share.</summary>
internal sealed class BalancerCore
{
    private readonly byte[] _name;

    public BalancerCore(SeededRandom random)
    {
        // A name of its own: two balancers in a row are no loop.
        _name = Encoding.ASCII.GetBytes($"fs-{random.NextUInt64():x16}");
        ViaLine = [.. "Via: 1.1 "u8, .. _name, .. "\r\n"u8];
    }

    public ServerTlsBook ServerTls { get; } = new();

    public PoolBook Pools { get; } = new();

    public byte[] ViaLine { get; }

    /// <summary>How a connection to this server begins; null = with plain bytes.</summary>
    public DialOptions? DialOptionsOf(Server server, BackendConfig backend, IRelayConnection client)
    {
        if (backend.Tls is null && backend.SendProxy == ProxyVersion.None)
            return null;
        return new DialOptions
        {
            Tls = backend.Tls is { } tls ? ServerTls.Of(tls, server.Host) : null,
            Preamble = ProxyHeaders.Of(client, backend.SendProxy),
        };
    }

    /// <summary>The request has been here before (RFC 9110 section 7.6.3).</summary>
    public bool IsOwnVia(HttpRequestHead head, ReadOnlySpan<byte> input)
    {
        for (var at = head.IndexOf(KnownField.Via); at >= 0; at = head.IndexOf(KnownField.Via, at + 1))
        {
            if (head.Fields[at].Value.Of(input).IndexOf(_name) >= 0)
                return true;
        }

        return false;
    }
}
