using System.IO.Hashing;
using System.Net;
using System.Text;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>What servers are told of one client: written once per connection, copied into each of its requests.</summary>
internal sealed class ClientFields
{
    private readonly byte[] _addressText;

    public ClientFields(IRelayConnection connection, ListenerConfig listener)
    {
        Address = connection.RemoteEndPoint is IPEndPoint remote ? remote.Address : IPAddress.None;
        if (Address.IsIPv4MappedToIPv6)
            Address = Address.MapToIPv4();
        IsTrusted = listener.TrustedProxies.Any(network => network.Contains(Address));
        var text = Address.ToString();
        _addressText = Encoding.ASCII.GetBytes(text);
        var proto = listener.Protocol == ListenerProtocol.Https ? "https" : "http";
        ForLine = Encoding.ASCII.GetBytes($"X-Forwarded-For: {text}\r\n");
        ProtoLine = Encoding.ASCII.GetBytes($"X-Forwarded-Proto: {proto}\r\n");
        // An IPv6 address stands in brackets and quotes (RFC 7239 section 6).
        var node = text.Contains(':', StringComparison.Ordinal) ? $"\"[{text}]\"" : text;
        ForwardedStart = Encoding.ASCII.GetBytes($"for={node};proto={proto};host=");
        AddressHash = XxHash3.HashToUInt64(_addressText);
    }

    public IPAddress Address { get; }

    public ulong AddressHash { get; }

    public ReadOnlySpan<byte> AddressText => _addressText;

    /// <summary>It may say for whom it asks: its own X-Forwarded fields are passed on.</summary>
    public bool IsTrusted { get; }

    public byte[] ForLine { get; }

    public byte[] ProtoLine { get; }

    /// <summary>Of an element of Forwarded; the host follows.</summary>
    public byte[] ForwardedStart { get; }
}
