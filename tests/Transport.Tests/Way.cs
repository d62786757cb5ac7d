using System.Net.Security;
using FromScratch.TestKit;

namespace FromScratch.Transport.Tests;

/// <summary>How the bytes of a test travel.</summary>
public enum Way
{
    Epoll,
    Sockets,
    EpollTls,
    SocketsTls,
}

/// <summary>What the ways mean, and one certificate for those with TLS.</summary>
internal static class Ways
{
    private static readonly Lazy<TlsOptions> CertificateFiles = new(WriteCertificate);

    public static TheoryData<Way> All => [Way.Epoll, Way.Sockets, Way.EpollTls, Way.SocketsTls];

    public static TheoryData<Way> Plain => [Way.Epoll, Way.Sockets];

    public static TlsOptions Files => CertificateFiles.Value;

    /// <summary>For a client that is content with any certificate.</summary>
    public static SslClientAuthenticationOptions Trusting => new()
    {
        TargetHost = "localhost",
#pragma warning disable CA5359 // It is the test's own.
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
    };

    public static bool IsTls(this Way way) => way is Way.EpollTls or Way.SocketsTls;

    public static TransportDriver Driver(this Way way) =>
        way is Way.Epoll or Way.EpollTls ? TransportDriver.Epoll : TransportDriver.Sockets;

    /// <summary>Every endpoint speaks TLS when the way does.</summary>
    public static void Prepare(this Way way, TransportOptions options)
    {
        Assert.SkipUnless(way.Driver() != TransportDriver.Epoll || OperatingSystem.IsLinux(), "epoll exists on Linux only");
        options.Driver = way.Driver();
        if (!way.IsTls())
            return;
        options.Tls = Files;
        for (var i = 0; i < options.EndPoints.Count; i++)
            options.EndPoints[i] = options.EndPoints[i] with { Tls = true };
    }

    private static TlsOptions WriteCertificate()
    {
        var folder = Directory.CreateTempSubdirectory("fs-ways-").FullName;
        var files = new TlsOptions { CertificatePath = Path.Combine(folder, "cert.pem"), KeyPath = Path.Combine(folder, "key.pem") };
        TestCertificates.WriteServer("ways", files.CertificatePath, files.KeyPath);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return files;
    }
}
