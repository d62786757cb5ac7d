namespace FromScratch.Transport;

/// <summary>
/// Where a server's identity comes from. Handshakes look at the files again, every quarter of a second at most; a change is used from
/// then on.
/// </summary>
public sealed class TlsOptions
{
    /// <summary>PEM file: the server's certificate, then the intermediate ones.</summary>
    public required string CertificatePath { get; set; }

    /// <summary>PEM file with the unencrypted private key; may be the same file.</summary>
    public required string KeyPath { get; set; }

    /// <summary>
    /// Further certificates, each for the names that it holds; a client that asks for none of them, or for no name, gets the first one.
    /// </summary>
    public IList<TlsCertificate> MoreCertificates { get; } = [];

    /// <summary>PEM file of authorities; when given, clients are asked for a certificate that one of them issued.</summary>
    public string? ClientCaPath { get; set; }

    /// <summary>With <see cref="ClientCaPath"/>: a client that shows no certificate is let in all the same.</summary>
    public bool ClientCertificateOptional { get; set; }

    /// <summary>Clients that speak only older versions are refused.</summary>
    public TlsVersion MinVersion { get; set; }

    /// <summary>A handshake that takes longer is given up.</summary>
    public int HandshakeTimeoutMs { get; set; } = 10_000;
}

/// <summary>Two PEM files, as those of <see cref="TlsOptions"/>.</summary>
public sealed record TlsCertificate(string CertificatePath, string KeyPath);

/// <summary>The versions that are served.</summary>
public enum TlsVersion : byte
{
    Tls12,
    Tls13,
}
