using System.Net;
using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Protocols.Proxy;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Tells a server at the start of its connection for whom it is made.</summary>
internal static class ProxyHeaders
{
    public static void Push(IRelayConnection to, IRelayConnection client, ProxyVersion header)
    {
        if (header == ProxyVersion.None)
            return;
        var (source, destination) = (Plain(client.RemoteEndPoint), Plain(client.LocalEndPoint));
        // A request's head may stand in the loop's buffer, to be sent behind this.
        var scratch = new OutputBuffer(256);
        if (header == ProxyVersion.V1)
            ProxyHeaderWriter.WriteV1(scratch, source, destination);
        else
            ProxyHeaderWriter.WriteV2(scratch, source, destination);
        to.Push(scratch.Written);
    }

    private static IPEndPoint? Plain(EndPoint? endPoint) =>
        endPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
            ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port)
            : endPoint as IPEndPoint;
}
