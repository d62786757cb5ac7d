namespace FromScratch.Transport;

/// <summary>Where a server's identity comes from. The files are looked at again at each handshake; a change is used from then on.</summary>
public sealed class TlsOptions
{
    /// <summary>PEM file: the server's certificate, then the intermediate ones.</summary>
    public required string CertificatePath { get; set; }

    /// <summary>PEM file with the unencrypted private key; may be the same file.</summary>
    public required string KeyPath { get; set; }

    /// <summary>PEM file of authorities; when given, clients must present a certificate that one of them issued.</summary>
    public string? ClientCaPath { get; set; }

    /// <summary>A handshake that takes longer is given up.</summary>
    public int HandshakeTimeoutMs { get; set; } = 10_000;
}
