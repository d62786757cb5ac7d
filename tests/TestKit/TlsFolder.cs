using System.Security.Cryptography.X509Certificates;

namespace FromScratch.TestKit;

/// <summary>An authority, and certificates of its own for nodes and clients at 127.0.0.1.</summary>
public sealed class TlsFolder : IDisposable
{
    private readonly TempDirectory _directory = new();

    public TlsFolder() => File.WriteAllText(AuthorityPath, Authority.ExportCertificatePem());

    public X509Certificate2 Authority { get; } = TestCertificates.Authority("authority");

    public string AuthorityPath => _directory.File("ca.pem");

    /// <summary>For either side of a connection; a second one of the same name takes the first one's place.</summary>
    public (string Certificate, string Key) Issue(string name)
    {
        var (certificate, key) = (_directory.File($"{name}.pem"), _directory.File($"{name}.key"));
        TestCertificates.WritePeer(Authority, name, certificate, key);
        return (certificate, key);
    }

    public void Dispose()
    {
        Authority.Dispose();
        _directory.Dispose();
    }
}
