using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FromScratch.TestKit;
using FromScratch.TestKit.Sockets;

namespace FromScratch.KeyValue.Tests.Host;

/// <summary>Where the server listens, whom it lets in and whom it closes, as its options say.</summary>
public sealed class ListenerTests : IDisposable
{
    private const string TooMany = "-ERR max number of clients reached";
    private readonly TempDirectory _directory = new();
    private readonly TestClock _clock = new();

    public void Dispose()
    {
        _clock.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Tls_is_spoken_beside_the_plain_port_about_the_same_keys()
    {
        await using var server = await StartAsync(WithTls);
        using var plain = new RespClient(server.EndPoint);
        await using var tls = await HandshakeAsync(server.TlsEndPoint!);
        Assert.NotEqual(server.EndPoint, server.TlsEndPoint);
        Assert.Equal("CN=kv.test", tls.RemoteCertificate!.Subject);
        Assert.Equal("+PONG\r\n+OK\r\n$5\r\nvalue\r\n+OK\r\n", await TalkAsync(tls, "PING\r\nSET key value\r\nGET key\r\nQUIT\r\n"));
        Assert.Equal("value", plain.Ask("GET", "key"));
    }

    [Fact]
    public async Task Who_speaks_plainly_to_the_tls_port_is_closed_and_harms_nobody()
    {
        await using var server = await StartAsync(WithTls);
        using var mistaken = new TextClient(server.TlsEndPoint!);
        mistaken.Send("PING\r\n");
        Assert.DoesNotContain("PONG", mistaken.ReadToEnd(), StringComparison.Ordinal);
        await using var tls = await HandshakeAsync(server.TlsEndPoint!);
        Assert.Equal("+PONG\r\n+OK\r\n", await TalkAsync(tls, "PING\r\nQUIT\r\n"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(TlsAuthClients.Yes, false)]
    [InlineData(TlsAuthClients.Optional, true)]
    [InlineData(TlsAuthClients.No, true)]
    public async Task With_authorities_clients_show_a_certificate_as_far_as_they_must(TlsAuthClients? asked, bool isOpen)
    {
        using var files = new TlsFolder();
        await using var server = await StartAsync(options =>
        {
            files.Use(options);
            (options.TlsPort, options.TlsAuthClients) = (-1, asked);
        });
        var (certificate, key) = files.Issue("client");
        using var shown = X509Certificate2.CreateFromPemFile(certificate, key);
        await using (var known = await HandshakeAsync(server.TlsEndPoint!, shown))
            Assert.Equal("+PONG\r\n+OK\r\n", await TalkAsync(known, "PING\r\nQUIT\r\n"));

        var answer = "";
        var error = await Record.ExceptionAsync(async () =>
        {
            await using var unknown = await HandshakeAsync(server.TlsEndPoint!);
            answer = await TalkAsync(unknown, "PING\r\nQUIT\r\n");
        });
        Assert.Equal(isOpen, error is null && answer.StartsWith("+PONG", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Port_0_beside_a_tls_port_is_no_port()
    {
        await using var server = await StartAsync(options =>
        {
            WithTls(options);
            options.TlsPort = FreePorts.Find();
        });
        Assert.Equal(server.TlsEndPoint, Assert.Single(server.BoundEndPoints));
        await using var tls = await HandshakeAsync(server.TlsEndPoint!);
        Assert.Contains($"tcp_port:{server.TlsEndPoint!.Port}", await TalkAsync(tls, "INFO server\r\nQUIT\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TlsCertFile", "missing.pem", "key.pem", null)]
    [InlineData("TlsKeyFile", "cert.pem", "missing.pem", null)]
    [InlineData("TlsCaCertFile", "cert.pem", "key.pem", null)]
    [InlineData("TlsCaCertFile", "cert.pem", "key.pem", "missing.pem")]
    public async Task Files_that_are_not_there_stop_the_start(string named, string certificate, string key, string? authorities)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(options =>
        {
            WithTls(options);
            (options.TlsPort, options.TlsReplication) = (0, true);
            (options.TlsCertFile, options.TlsKeyFile) = (_directory.File(certificate), _directory.File(key));
            options.TlsCaCertFile = authorities is null ? null : _directory.File(authorities);
        }));
        Assert.StartsWith($"KeyValue:{named} = ", error.Message, StringComparison.Ordinal);
        Assert.Contains("allowed is the path of a PEM file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_tls_port_there_is_none()
    {
        await using var server = await StartAsync(static _ => { });
        Assert.Null(server.TlsEndPoint);
        Assert.Equal(server.EndPoint, Assert.Single(server.BoundEndPoints));
    }

    [Fact]
    public async Task A_unix_socket_has_the_mode_asked_for_and_goes_with_the_server()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "unix sockets have no mode there");
        var path = _directory.File("kv.sock");
        await using (var server = await StartAsync(options => (options.UnixSocket, options.UnixSocketMode) = (path, "0770")))
        {
            using var client = new RespClient(new UnixDomainSocketEndPoint(path));
            using var other = new RespClient(server.EndPoint);
            Assert.Equal("+OK", client.Ask("SET", "key", "value"));
            Assert.Equal("value", other.Ask("GET", "key"));
            if (!OperatingSystem.IsWindows())
                Assert.Equal("770", Convert.ToString((int)File.GetUnixFileMode(path), toBase: 8));
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task One_client_too_many_is_told_so_and_closed_and_let_in_when_another_has_gone()
    {
        await using var server = await StartAsync(static options => options.MaxClients = 2);
        using var first = new RespClient(server.EndPoint);
        Assert.Equal("+PONG", first.Ask("PING"));
        using (var second = new RespClient(server.EndPoint))
        {
            Assert.Equal("+PONG", second.Ask("PING"));
            using var third = new TextClient(server.EndPoint);
            Assert.Equal(TooMany + "\r\n", third.ReadToEnd());
            Assert.Equal("+PONG", second.Ask("PING"));
        }

        // The server hears of the end when it hears of it; until then it says no.
        var answer = TooMany;
        for (var patience = DateTime.UtcNow.AddSeconds(30); answer == TooMany && DateTime.UtcNow < patience;)
            answer = Greet(server.EndPoint);
        Assert.Equal("+PONG", answer);
        Assert.Equal("+PONG", first.Ask("PING"));
        Assert.Contains("maxclients:2", first.Ask("INFO", "clients"), StringComparison.Ordinal);
        Assert.Matches(@"rejected_connections:[1-9]", first.Ask("INFO", "stats"));
    }

    [Fact]
    public async Task A_silent_client_is_closed_and_who_listens_is_not()
    {
        await using var server = await StartAsync(static options => options.TimeoutSeconds = 10);
        using var subscriber = new TextClient(server.EndPoint);
        using var monitor = new TextClient(server.EndPoint);
        Assert.Equal("*3", subscriber.Ask("SUBSCRIBE news\r\n"));
        Assert.Equal("$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n", subscriber.Read("$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n".Length));
        Assert.Equal("+OK", monitor.Ask("MONITOR\r\n"));

        // One loop looks at all of its clients in turn: when the second silent one has been closed, the listeners were passed over once.
        for (var round = 0; round < 2; round++)
        {
            using var silent = new TextClient(server.EndPoint);
            Assert.Equal("+PONG", silent.Ask("PING\r\n"));
            _clock.AdvanceSeconds(9);
            Assert.Equal("+PONG", silent.Ask("PING\r\n"));
            _clock.AdvanceSeconds(11);
            Assert.Null(silent.ReadLine());
        }

        using var sender = new RespClient(server.EndPoint);
        Assert.Equal(":1", sender.Ask("PUBLISH", "news", "hello"));
        Assert.Equal("*3", subscriber.ReadLine());
        Assert.Contains("\"PING\"", monitor.ReadLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_no_longer_listens_may_not_be_silent_any_more()
    {
        await using var server = await StartAsync(static options => options.TimeoutSeconds = 10);
        using var client = new TextClient(server.EndPoint);
        Assert.Equal("*3", client.Ask("SUBSCRIBE news\r\nUNSUBSCRIBE\r\nPING\r\n"));
        for (var line = ""; line != "+PONG"; line = client.ReadLine())
            Assert.NotNull(line);
        _clock.AdvanceSeconds(11);
        Assert.Null(client.ReadLine());
    }

    private static string? Greet(IPEndPoint server)
    {
        using var client = new TextClient(server);
        return client.Ask("PING\r\n");
    }

    private static async Task<SslStream> HandshakeAsync(IPEndPoint server, X509Certificate2? shown = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, TestContext.Current.CancellationToken);
#pragma warning disable CA5359 // Signed by itself; which one it is, the test looks at.
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync("kv.test", shown is null ? null : [shown], checkCertificateRevocation: false);
        return stream;
    }

    /// <summary>Sends, and reads until the server closes.</summary>
    private static async Task<string> TalkAsync(SslStream stream, string request)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private Task<KeyValueServer> StartAsync(Action<KeyValueOptions> configure)
    {
        var options = new KeyValueOptions { Port = 0, AppendOnly = false, Dir = _directory.Path };
        configure(options);
        return KeyValueServer.StartAsync(options, _clock.Time);
    }

    private void WithTls(KeyValueOptions options)
    {
        (options.TlsPort, options.TlsCertFile, options.TlsKeyFile) = (-1, _directory.File("cert.pem"), _directory.File("key.pem"));
        TestCertificates.WriteServer("kv.test", options.TlsCertFile, options.TlsKeyFile);
    }
}
