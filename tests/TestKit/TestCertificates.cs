using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FromScratch.TestKit;

/// <summary>Short-lived certificates with fresh keys.</summary>
public static class TestCertificates
{
    /// <summary>What a certificate may be shown for.</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Self-signed: a server's own, and an authority for <see cref="Issue"/>.</summary>
    public static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>A client's certificate with its key.</summary>
    public static X509Certificate2 Issue(X509Certificate2 authority) => Issue(authority, "client", ClientAuthentication);

    /// <summary>A certificate for 127.0.0.1 with its key.</summary>
    public static X509Certificate2 Issue(X509Certificate2 authority, string name, params string[] purposes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. purposes.Select(purpose => new Oid(purpose))], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var issued = request.Create(authority, now.AddDays(-1).AddMinutes(1), now.AddHours(23), [1, 2, 3]);
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>Writes a new self-signed certificate and its key.</summary>
    public static void WriteServer(string name, string certificatePath, string keyPath)
    {
        using var certificate = Authority(name);
        Write(certificate, certificatePath, keyPath);
    }

    /// <summary>Writes a new certificate that is good for both sides of a connection, and its key.</summary>
    public static void WritePeer(X509Certificate2 authority, string name, string certificatePath, string keyPath)
    {
        using var certificate = Issue(authority, name, ServerAuthentication, ClientAuthentication);
        Write(certificate, certificatePath, keyPath);
    }

    public static void Write(X509Certificate2 certificate, string certificatePath, string keyPath)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
    }
}
