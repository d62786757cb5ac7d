using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FromScratch.TestKit;

namespace FromScratch.Transport.Tests;

public sealed class TlsTests : IDisposable
{
    /// <summary>As often as a server looks at its clock.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly string _folder = Directory.CreateTempSubdirectory("fs-tls-").FullName;

    public static TheoryData<Way> Drivers => Ways.Plain;

    private TlsOptions Files => new() { CertificatePath = Path.Combine(_folder, "cert.pem"), KeyPath = Path.Combine(_folder, "key.pem") };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Requests_are_served_over_tls_beside_a_plain_endpoint(Way way)
    {
        WriteCertificate("first");
        await using var running = await StartAsync(way, Files, alsoPlain: true);
        using var tls = await ConnectAsync(running);
        using var plain = Client.Connect(running.Server.BoundEndPoints[1]);
        Assert.Equal(["pong", "pong"], [tls.Ask("ping"), plain.Ask("ping")]);
        tls.Send($"data 3000000\n{new string('v', 3_000_000)}");
        Assert.Equal("got 3000000", tls.ReadLine());
        tls.Send("big 3000000\nquit\n");
        Assert.Equal(3_000_000, tls.ReadLine()!.Length);
        Assert.Equal(["bye", null], [tls.ReadLine(), tls.ReadLine()]);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Changed_files_are_used_by_new_handshakes_and_unusable_ones_are_not(Way way)
    {
        WriteCertificate("first");
        var time = new TestTime();
        await using var running = await StartAsync(way, Files, time: time);
        using var before = await ConnectAsync(running);
        Assert.Equal("CN=first", Name(before));
        WriteCertificate("second-name");
        time.Advance(Tick);
        using var after = await ConnectAsync(running);
        Assert.Equal("CN=second-name", Name(after));
        Assert.Equal(["pong", "pong"], [before.Ask("ping"), after.Ask("ping")]);
        await File.WriteAllTextAsync(Files.CertificatePath, "rubbish", TestContext.Current.CancellationToken);
        time.Advance(Tick);
        using var kept = await ConnectAsync(running);
        Assert.Equal("CN=second-name", Name(kept));
        Assert.Equal(["loaded", "loaded", "rejected"], running.Lines.Certificates);
        Assert.False(running.Server.ReloadCertificates());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_link_within_the_path_of_the_files_that_is_turned_is_a_change_of_them(Way way)
    {
        // As a mounted secret is renewed: the files' own names are links that never change.
        foreach (var release in new[] { "one", "two-two" })
        {
            // Of different lengths, for both can be written in one step of the file system's clock.
            var folder = Directory.CreateDirectory(Path.Combine(_folder, release)).FullName;
            TestCertificates.WriteServer(release, Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
        }

        var data = Directory.CreateSymbolicLink(Path.Combine(_folder, "data"), "one");
        File.CreateSymbolicLink(Files.CertificatePath, Path.Combine("data", "cert.pem"));
        File.CreateSymbolicLink(Files.KeyPath, Path.Combine("data", "key.pem"));
        var time = new TestTime();
        await using var running = await StartAsync(way, Files, time: time);
        using var before = await ConnectAsync(running);
        Assert.Equal("CN=one", Name(before));
        data.Delete();
        Directory.CreateSymbolicLink(data.FullName, "two-two");
        time.Advance(Tick);
        using var after = await ConnectAsync(running);
        Assert.Equal("CN=two-two", Name(after));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Only_clients_of_the_authority_are_let_in_when_one_is_named(Way way)
    {
        WriteCertificate("server");
        using var authority = TestCertificates.Authority("authority");
        using var stranger = TestCertificates.Authority("stranger");
        var files = Files;
        files.ClientCaPath = Path.Combine(_folder, "ca.pem");
        await File.WriteAllTextAsync(files.ClientCaPath, authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using var running = await StartAsync(way, files);
        using var ours = TestCertificates.Issue(authority);
        using var theirs = TestCertificates.Issue(stranger);
        using var welcome = await ConnectAsync(running, ours);
        Assert.Equal("pong", welcome.Ask("ping"));
        await Refused(running, theirs);
        await Refused(running, null);
        Assert.Equal(2, running.Server.Stats().HandshakesFailed);
        Assert.Equal("pong", welcome.Ask("ping"));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_handshake_that_never_comes_ends_at_its_timeout(Way way)
    {
        WriteCertificate("server");
        var time = new TestTime();
        await using var running = await StartAsync(way, Files, time: time);
        using var silent = running.Connect();
        await Running.Until(() => running.Server.Stats().ConnectionsCurrent == 1, "accepted");
        await Running.Until(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(11));
                return running.Server.Stats().HandshakesFailed == 1;
            },
            "given up");
        Assert.True(silent.ReadToEnd(out _));
        await Running.Until(() => running.Server.Stats().ConnectionsCurrent == 0, "counted out");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Garbage_instead_of_a_handshake_harms_nobody(Way way)
    {
        WriteCertificate("server");
        await using var running = await StartAsync(way, Files);
        using var good = await ConnectAsync(running);
        using var bad = running.Connect();
        bad.Send("GET / HTTP/1.1\r\n\r\n");
        Assert.True(bad.ReadToEnd(out _));
        Assert.Equal("pong", good.Ask("ping"));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_missing_certificate_stops_the_start_with_its_path(Way way)
    {
        var error = await Assert.ThrowsAsync<IOException>(() => StartAsync(way, Files));
        Assert.Contains(Files.CertificatePath, error.Message, StringComparison.Ordinal);
    }

    private static Task<Running> StartAsync(
        Way way, TlsOptions files, bool alsoPlain = false, TimeProvider? time = null) => Running.StartAsync(
        way,
        options =>
        {
            options.Tls = files;
            options.InputBytesMax = 4 << 20;
            options.EndPoints.Add(ListenEndPoint.Tcp(IPAddress.Loopback, 0) with { Tls = true });
            if (alsoPlain)
                options.EndPoints.Add(ListenEndPoint.Tcp(IPAddress.Loopback, 0));
        },
        time: time);

    private static async Task<Client> ConnectAsync(Running running, X509Certificate2? certificate = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(running.Address);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            ClientCertificates = certificate is null ? [] : [certificate],
        });
        return new Client(tls, socket);
    }

    /// <summary>With TLS 1.3 a client learns only from its first read that it is not wanted.</summary>
    private static async Task Refused(Running running, X509Certificate2? certificate)
    {
        var failed = running.Server.Stats().HandshakesFailed;
        try
        {
            using var client = await ConnectAsync(running, certificate);
            Assert.NotEqual("pong", client.Ask("ping"));
        }
        catch (Exception error) when (error is IOException or AuthenticationException)
        {
            // Either end of the refusal.
        }

        await Running.Until(() => running.Server.Stats().HandshakesFailed == failed + 1, "refused");
    }

    private static string Name(Client client) => ((SslStream)client.Stream).RemoteCertificate!.Subject;

    private void WriteCertificate(string name) => TestCertificates.WriteServer(name, Files.CertificatePath, Files.KeyPath);
}
