using System.Net.Security;
using FromScratch.Transport.Tls;

namespace FromScratch.Transport;

/// <summary>
/// Certificates for connections between peers: either end shows its own and wants one from the other that the same authorities issued.
/// Names are not compared, for peers are known by other means: whoever has a certificate of the authorities is let in. The files are
/// looked at again at each handshake, as those of a server.
/// </summary>
public sealed class MutualTls : IDisposable
{
    private readonly CertificateStore _store;

    /// <param name="options">With <see cref="TlsOptions.ClientCaPath"/>, the authorities of both sides.</param>
    /// <param name="log">Told of certificates that were read, and of unusable ones.</param>
    /// <exception cref="ArgumentException">No authorities are given, or certificates are optional.</exception>
    /// <exception cref="IOException">The files are unusable; the message says which and why.</exception>
    public MutualTls(TlsOptions options, ITransportLog log)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ClientCaPath is null || options.ClientCertificateOptional)
            throw new ArgumentException("both sides show certificates: that needs authorities, and no exception", nameof(options));
        _store = new CertificateStore(options, log);
        _store.LoadFirst();
    }

    /// <summary>For the next connection that is accepted.</summary>
    public SslServerAuthenticationOptions Accepting => _store.Current().ServerOptions;

    /// <summary>For the next connection that is dialled.</summary>
    /// <param name="host">Named to the other side (SNI).</param>
    public SslClientAuthenticationOptions Dialling(string host) => _store.Current().PeerOptions(host);

    /// <summary>Reads the files now; false when what was read before stays.</summary>
    public bool TryReload() => _store.TryReload();

    public void Dispose() => _store.Dispose();
}
