using System.Net.Security;
using FromScratch.Group;
using FromScratch.Transport;

namespace FromScratch.KeyValue;

/// <summary>
/// The server's certificate in its two uses. On the TLS port it is shown to clients; with `tls-replication` the nodes of a group show
/// theirs to each other, each way, and so does a copy of a group to the nodes that it follows.
/// </summary>
internal sealed class KeyValueTls : IPeerTls, IDisposable
{
    private readonly MutualTls _certificates;

    private KeyValueTls(MutualTls certificates) => _certificates = certificates;

    public SslServerAuthenticationOptions Accepting => _certificates.Accepting;

    /// <summary>Null = nodes speak in the clear.</summary>
    /// <exception cref="IOException">The files are unusable; the message says which and why.</exception>
    public static KeyValueTls? ForPeers(KeyValueOptions options, ITransportLog log) => options.TlsReplication
        ? new KeyValueTls(new MutualTls(Files(options, options.TlsCaCertFile), log))
        : null;

    /// <summary>Redis asks clients for a certificate unless it is told not to; here it needs authorities to judge them by.</summary>
    public static TlsOptions ForClients(KeyValueOptions options)
    {
        var asks = Asks(options);
        var files = Files(options, asks == TlsAuthClients.No ? null : options.TlsCaCertFile);
        files.ClientCertificateOptional = asks == TlsAuthClients.Optional;
        return files;
    }

    /// <summary>Whether clients are asked for a certificate.</summary>
    public static TlsAuthClients Asks(KeyValueOptions options) =>
        options.TlsAuthClients ?? (options.TlsCaCertFile is null ? TlsAuthClients.No : TlsAuthClients.Yes);

    public static bool NeedsAuthorities(KeyValueOptions options) => options.TlsReplication || Asks(options) != TlsAuthClients.No;

    public SslClientAuthenticationOptions Dialling(string host) => _certificates.Dialling(host);

    /// <summary>Reads the files now; false when what was read before stays.</summary>
    public bool TryReload() => _certificates.TryReload();

    public void Dispose() => _certificates.Dispose();

    private static TlsOptions Files(KeyValueOptions options, string? authorities) => new()
    {
        CertificatePath = options.TlsCertFile!,
        KeyPath = options.TlsKeyFile!,
        ClientCaPath = authorities,
    };
}
