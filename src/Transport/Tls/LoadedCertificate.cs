using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FromScratch.Transport.Tls;

/// <summary>One reading of the certificate files, ready for handshakes.</summary>
internal sealed class LoadedCertificate : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection? _authorities;
    private readonly SslProtocols _versions;
    private readonly bool _clientMayBeUnknown;

    private LoadedCertificate(
        X509Certificate2 certificate, X509Certificate2Collection chain, X509Certificate2Collection? authorities, TlsOptions options)
    {
        _certificate = certificate;
        _authorities = authorities;
        _versions = VersionsFrom(options.MinVersion);
        _clientMayBeUnknown = options.ClientCertificateOptional;
        ServerOptions = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            ClientCertificateRequired = authorities is not null,
            EnabledSslProtocols = _versions,
            CertificateChainPolicy = new X509ChainPolicy
            {
                RevocationMode = X509RevocationMode.NoCheck,
                // A handshake runs on an I/O loop, which waits for no other site.
                DisableCertificateDownloads = true,
            },
            RemoteCertificateValidationCallback = authorities is null ? null : (_, peer, _, _) => IsTrusted(peer, ClientAuthentication),
        };
    }

    public SslServerAuthenticationOptions ServerOptions { get; }

    /// <summary>Whether it holds the name, wildcards included.</summary>
    public bool IsFor(string name) => _certificate.MatchesHostname(name);

    public DateTime NotAfterUtc => _certificate.NotAfter.ToUniversalTime();

    /// <summary>To dial one whose certificate the same authorities issued, showing this one.</summary>
    public SslClientAuthenticationOptions PeerOptions(string host) => new()
    {
        TargetHost = host,
        ClientCertificateContext = ServerOptions.ServerCertificateContext,
        EnabledSslProtocols = _versions,
        RemoteCertificateValidationCallback = (_, peer, _, _) => peer is not null && IsTrusted(peer, ServerAuthentication),
    };

    /// <exception cref="CryptographicException">Not PEM, or the key is not the certificate's.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LoadedCertificate Load(TlsOptions options)
    {
        var certificate = X509Certificate2.CreateFromPemFile(options.CertificatePath, options.KeyPath);
        if (OperatingSystem.IsWindows())
        {
            // Schannel cannot use a key that lives in memory only.
            using var inMemory = certificate;
            certificate = X509CertificateLoader.LoadPkcs12(inMemory.Export(X509ContentType.Pkcs12), null);
        }

        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.CertificatePath);
        return new LoadedCertificate(certificate, chain, LoadAuthorities(options.ClientCaPath), options);
    }

    public void Dispose() => _certificate.Dispose();

#pragma warning disable CA5398 // The versions are what is configured.
    private static SslProtocols VersionsFrom(TlsVersion lowest) =>
        lowest == TlsVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;
#pragma warning restore CA5398

    private static X509Certificate2Collection? LoadAuthorities(string? path)
    {
        if (path is null)
            return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities.Count > 0 ? authorities : throw new CryptographicException($"{path} holds no certificate.");
    }

    private bool IsTrusted(X509Certificate? peer, string purpose)
    {
        if (peer is not X509Certificate2 certificate)
            return peer is null && _clientMayBeUnknown;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // A handshake runs on an I/O loop, which waits for no other site.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(purpose));
        return chain.Build(certificate);
    }
}
