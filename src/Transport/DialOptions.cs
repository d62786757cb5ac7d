using System.Net.Security;

namespace FromScratch.Transport;

/// <summary>How a connection to a server begins.</summary>
public sealed class DialOptions
{
    /// <summary>
    /// TLS, with the name that is asked for and how the server's certificate is judged: on the I/O loop, so without a question to
    /// another site. A server that fails its handshake counts as one that cannot be reached.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Sent before anything else, and before the handshake: a PROXY header.</summary>
    public ReadOnlyMemory<byte> Preamble { get; init; }
}
