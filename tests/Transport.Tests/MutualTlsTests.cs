using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FromScratch.TestKit;
using FromScratch.Transport.InMemory;

namespace FromScratch.Transport.Tests;

/// <summary>Handshakes of two peers, each with files of its own.</summary>
public sealed class MutualTlsTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly X509Certificate2 _authority = TestCertificates.Authority("authority");
    private readonly X509Certificate2 _stranger = TestCertificates.Authority("stranger");

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Either_side_sees_the_others_certificate()
    {
        using var dialling = Peer("a", _authority);
        using var accepting = Peer("b", _authority);
        Assert.Equal(("CN=b", "CN=a"), await ShakeHandsAsync(dialling, accepting));
    }

    [Fact]
    public async Task A_stranger_is_refused_whichever_side_it_is_on()
    {
        using var ours = Peer("a", _authority);
        using var theirs = Peer("b", _stranger, trusted: _authority);
        await Assert.ThrowsAsync<AuthenticationException>(() => ShakeHandsAsync(ours, theirs));
        await Assert.ThrowsAsync<AuthenticationException>(() => ShakeHandsAsync(theirs, ours));
    }

    [Fact]
    public async Task A_certificate_is_good_for_the_side_it_was_issued_for()
    {
        using var both = Peer("a", _authority);
        using var client = Peer("b", _authority, purposes: TestCertificates.ClientAuthentication);
        Assert.Equal(("CN=a", "CN=b"), await ShakeHandsAsync(client, both));
        await Assert.ThrowsAsync<AuthenticationException>(() => ShakeHandsAsync(both, client));
    }

    [Fact]
    public async Task Changed_files_are_used_from_the_next_handshake_on_and_unusable_ones_are_not()
    {
        using var dialling = Peer("a", _authority);
        using var accepting = Peer("b", _authority);
        TestCertificates.WritePeer(_authority, "renewed", _directory.File("b.cert"), _directory.File("b.key"));
        Assert.Equal(("CN=renewed", "CN=a"), await ShakeHandsAsync(dialling, accepting));
        await File.WriteAllTextAsync(_directory.File("b.cert"), "rubbish", TestContext.Current.CancellationToken);
        Assert.Equal(("CN=renewed", "CN=a"), await ShakeHandsAsync(dialling, accepting));
        Assert.False(accepting.TryReload());
    }

    [Fact]
    public void Without_usable_files_there_is_none()
    {
        using var known = Peer("a", _authority);
        var files = Files("a");
        files.ClientCaPath = _directory.File("missing");
        Assert.Contains("missing", Assert.Throws<IOException>(() => New(files)).Message, StringComparison.Ordinal);
        files.ClientCaPath = null;
        Assert.Throws<ArgumentException>(() => New(files));
    }

    private static MutualTls New(TlsOptions files) => new(files, NullTransportLog.Instance);

    private static async Task<(string Acceptor, string Dialler)> ShakeHandsAsync(MutualTls dialling, MutualTls accepting)
    {
        var (up, down) = (new Pipe(), new Pipe());
        await using var client = new SslStream(new DuplexPipeStream(down.Reader, up.Writer));
        await using var server = new SslStream(new DuplexPipeStream(up.Reader, down.Writer));
        var stop = TestContext.Current.CancellationToken;
        var accepted = server.AuthenticateAsServerAsync(accepting.Accepting, stop);
        await client.AuthenticateAsClientAsync(dialling.Dialling("peer"), stop);
        await accepted;
        // In TLS 1.3 the dialler learns with the first byte whether its certificate was taken.
        await server.WriteAsync(new byte[1], stop);
        await client.ReadExactlyAsync(new byte[1], stop);
        return (client.RemoteCertificate!.Subject, server.RemoteCertificate!.Subject);
    }

    private MutualTls Peer(string name, X509Certificate2 issuer, X509Certificate2? trusted = null, params string[] purposes)
    {
        string[] asked = purposes.Length > 0 ? purposes : [TestCertificates.ServerAuthentication, TestCertificates.ClientAuthentication];
        using var certificate = TestCertificates.Issue(issuer, name, asked);
        TestCertificates.Write(certificate, Files(name).CertificatePath, Files(name).KeyPath);
        File.WriteAllText(Files(name).ClientCaPath!, (trusted ?? _authority).ExportCertificatePem());
        return New(Files(name));
    }

    private TlsOptions Files(string name) => new()
    {
        CertificatePath = _directory.File($"{name}.cert"),
        KeyPath = _directory.File($"{name}.key"),
        ClientCaPath = _directory.File($"{name}.ca"),
    };
}
