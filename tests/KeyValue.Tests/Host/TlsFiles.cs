using System.Security.Cryptography.X509Certificates;
using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Host;

/// <summary>An authority, and certificates of its own for nodes and clients at 127.0.0.1.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly TempDirectory _directory = new();

    public TlsFiles() => File.WriteAllText(AuthorityPath, Authority.ExportCertificatePem());

    public X509Certificate2 Authority { get; } = TestCertificates.Authority("authority");

    public string AuthorityPath => _directory.File("ca.pem");

    /// <summary>Gives a node a certificate of its own.</summary>
    public void Use(KeyValueOptions options)
    {
        (options.TlsCertFile, options.TlsKeyFile) = Issue(options.NodeId);
        options.TlsCaCertFile = AuthorityPath;
    }

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
