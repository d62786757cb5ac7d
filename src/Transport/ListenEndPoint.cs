using System.Net;
using System.Net.Sockets;

namespace FromScratch.Transport;

/// <summary>One address to listen on.</summary>
/// <param name="Address">An <see cref="IPEndPoint"/> (port 0 picks a free one) or a <see cref="UnixDomainSocketEndPoint"/>.</param>
public sealed record ListenEndPoint(EndPoint Address)
{
    /// <summary>Whether connections of this endpoint speak TLS (<see cref="TransportOptions.Tls"/>).</summary>
    public bool Tls { get; init; }

    /// <summary>With <see cref="Tls"/>: an identity of its own; null = <see cref="TransportOptions.Tls"/>.</summary>
    public TlsOptions? OwnTls { get; init; }

    /// <summary>Permission bits of a unix socket's file; set before the first connection can be made.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static ListenEndPoint Tcp(IPAddress address, int port) => new(new IPEndPoint(address, port));

    public static ListenEndPoint Unix(string path) => new(new UnixDomainSocketEndPoint(path));
}
