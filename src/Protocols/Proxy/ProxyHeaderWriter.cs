using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FromScratch.Protocols.Proxy;

/// <summary>Writes the header of the PROXY protocol. See PROXY.md.</summary>
public static class ProxyHeaderWriter
{
    /// <summary>One line of text. Addresses of two families, or none: UNKNOWN.</summary>
    public static void WriteV1(IBufferWriter<byte> to, IPEndPoint? source, IPEndPoint? destination)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (source is null || destination is null || source.AddressFamily != destination.AddressFamily)
        {
            to.Write("PROXY UNKNOWN\r\n"u8);
            return;
        }

        var family = source.AddressFamily == AddressFamily.InterNetworkV6 ? "TCP6" : "TCP4";
        var line = $"PROXY {family} {TextOf(source)} {TextOf(destination)} {source.Port} {destination.Port}\r\n";
        to.Write(Encoding.ASCII.GetBytes(line));
    }

    /// <summary>The binary form. Addresses of two families, or none: LOCAL.</summary>
    public static void WriteV2(IBufferWriter<byte> to, IPEndPoint? source, IPEndPoint? destination)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write(ProxyHeader.Signature);
        if (source is null || destination is null || source.AddressFamily != destination.AddressFamily)
        {
            to.Write<byte>([0x20, 0x00, 0x00, 0x00]);
            return;
        }

        var isV6 = source.AddressFamily == AddressFamily.InterNetworkV6;
        var size = isV6 ? 16 : 4;
        to.Write<byte>([0x21, isV6 ? (byte)0x21 : (byte)0x11, 0x00, (byte)(2 * size + 4)]);
        var body = to.GetSpan(2 * size + 4);
        source.Address.TryWriteBytes(body, out _);
        destination.Address.TryWriteBytes(body[size..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(body[(2 * size)..], (ushort)source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(body[(2 * size + 2)..], (ushort)destination.Port);
        to.Advance(2 * size + 4);
    }

    /// <summary>Without a zone, which means nothing to another machine.</summary>
    private static string TextOf(IPEndPoint endPoint) =>
        endPoint.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress(endPoint.Address.GetAddressBytes()).ToString()
            : endPoint.Address.ToString();
}
