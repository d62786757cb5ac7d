using System.Net;
using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Protocols.Proxy;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Tells a server at the start of its connection for whom it is made.</summary>
internal static class ProxyHeaders
{
    /// <summary>The header's bytes; none when there is to be none.</summary>
    public static ReadOnlyMemory<byte> Of(IRelayConnection client, ProxyVersion version)
    {
        if (version == ProxyVersion.None)
            return default;
        var (source, destination) = (Plain(client.RemoteEndPoint), Plain(client.LocalEndPoint));
        var header = new OutputBuffer(256);
        if (version == ProxyVersion.V1)
            ProxyHeaderWriter.WriteV1(header, source, destination);
        else
            ProxyHeaderWriter.WriteV2(header, source, destination);
        return header.Written.ToArray();
    }

    private static IPEndPoint? Plain(EndPoint? endPoint) =>
        endPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
            ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port)
            : endPoint as IPEndPoint;
}
