using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.TestKit;

namespace FromScratch.LoadBalancer.Tests.Proxy;

/// <summary>What a request costs the collector once its connections are there.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class AllocationTests
{
    private const int Requests = 5_000;

    /// <summary>Ticks of this process allocate beside it: far less than one object per request.</summary>
    private const long BytesMax = Requests * 16;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Requests_of_a_connection_allocate_nothing(bool tls, bool isLogged)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = new Thread(() => Serve(listener)) { IsBackground = true };
        serving.Start();
        using var directory = new TempDirectory();
        var config = Balancers.Config([((IPEndPoint)listener.LocalEndpoint).Port], listener: l => tls ? WithTls(l, directory) : l);
        await using var balancer = await BalancerServer.StartAsync(config);
        // Switched while it runs: what that costs is over with the first requests.
        var log = new AccessLogConfig { Format = AccessLogFormat.Json, Path = directory.File("log") };
        Assert.Null(balancer.Apply(config with { AccessLog = isLogged ? log : new AccessLogConfig() }));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        // Not asynchronously: what a socket does after that allocates.
        socket.Connect(balancer.EndPoint);
        using var client = Open(socket, tls);
        var (request, buffer) = (Encoding.ASCII.GetBytes(Balancers.Get()), new byte[4096]);
        Ask(client, request, buffer, 1_000);
        // Code may be compiled anew meanwhile: one of several measurements is enough to show that requests do not need it.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 20 && least > BytesMax; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Ask(client, request, buffer, Requests);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.True(least <= BytesMax, $"{least} bytes for {Requests} requests");
    }

    private static ListenerConfig WithTls(ListenerConfig listener, TempDirectory directory)
    {
        var (certificate, key) = (directory.File("cert.pem"), directory.File("key.pem"));
        TestCertificates.WriteServer("example.com", certificate, key);
        return listener with { Protocol = ListenerProtocol.Https, Certificates = [new(certificate, key)] };
    }

    private static Stream Open(Socket socket, bool tls)
    {
        var plain = new NetworkStream(socket);
        if (!tls)
            return plain;
        var stream = new SslStream(plain);
#pragma warning disable CA5359 // The test's own.
        stream.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "example.com",
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
#pragma warning restore CA5359
        return stream;
    }

    private static void Ask(Stream client, byte[] request, byte[] buffer, int count)
    {
        for (; count > 0; count--)
        {
            client.Write(request);
            var length = 0;
            do
                length += client.Read(buffer, length, buffer.Length - length);
            while (!buffer.AsSpan(0, length).EndsWith("hello"u8));
        }
    }

    private static void Serve(TcpListener listener)
    {
        try
        {
            using var socket = listener.AcceptSocket();
            socket.NoDelay = true;
            var (answer, buffer) = (Encoding.ASCII.GetBytes(RawBackEnd.Ok("hello")), new byte[4096]);
            for (var length = 0; ;)
            {
                var count = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
                if (count == 0)
                    return;
                length += count;
                if (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                    continue;
                socket.Send(answer);
                length = 0;
            }
        }
        catch (SocketException)
        {
            // The end of the test.
        }
    }
}
