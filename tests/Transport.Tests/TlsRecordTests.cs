using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using FromScratch.TestKit;

namespace FromScratch.Transport.Tests;

/// <summary>TLS of an I/O loop, whatever way its records come, and however they end.</summary>
public sealed class TlsRecordTests
{
    [Fact]
    public async Task Records_may_come_a_byte_at_a_time()
    {
        await using var running = await Running.StartAsync(Way.EpollTls);
        using var client = Connect(running, bytesPerWrite: 1);
        Assert.Equal(["pong", "got 3"], [client.Ask("ping"), client.Ask("data 3\nabc")]);
    }

    [Fact]
    public async Task Many_records_in_one_read_are_all_executed()
    {
        await using var running = await Running.StartAsync(Way.EpollTls);
        using var client = Connect(running, bytesPerWrite: int.MaxValue, out var held);
        held.IsHeld = true;
        for (var i = 0; i < 3000; i++)
            client.Send($"echo {i}\n");
        held.Release();
        for (var i = 0; i < 3000; i++)
            Assert.Equal($"{i}", client.ReadLine());
        Assert.Equal(0, running.Lines.Overlaps);
    }

    [Fact]
    public async Task The_first_request_may_come_with_the_end_of_the_handshake()
    {
        await using var running = await Running.StartAsync(Way.EpollTls);
        for (var i = 0; i < 20; i++)
        {
            var socket = await DialAsync(running);
            await using var holding = new HoldingStream(new NetworkStream(socket, ownsSocket: true), int.MaxValue);
            await using var tls = new SslStream(holding);
            // The client's last words of TLS 1.3 are held back until its request stands behind them.
            holding.HoldsAfterReads = true;
            await tls.AuthenticateAsClientAsync(Ways.Trusting, TestContext.Current.CancellationToken);
            using var client = new Client(tls, socket);
            client.Send("ping\n");
            holding.Release();
            Assert.Equal("pong", client.ReadLine());
        }
    }

    [Fact]
    public async Task The_goodbye_comes_with_the_last_answer()
    {
        await using var running = await Running.StartAsync(Way.EpollTls);
        using var client = Connect(running, bytesPerWrite: int.MaxValue, out var raw);
        // Tickets of the session can come with the first answer.
        Assert.Equal(["pong", "pong"], [client.Ask("ping"), client.Ask("ping")]);
        Assert.Single(Records(raw.LastRead));
        Assert.Equal(["bye", null], [client.Ask("quit"), client.ReadLine()]);
        Assert.Equal(2, Records(raw.LastRead).Count);
    }

    [Fact]
    public async Task A_server_that_ends_without_a_goodbye_has_not_finished()
    {
        await using var running = await RelayRunning.StartAsync(Way.EpollTls);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front);
        using (var server = await running.AcceptAsync())
        {
            server.Send("half");
            await Running.Until(() => back.Received == "half", "received");
            server.Socket.Shutdown(SocketShutdown.Send);
            await Running.Until(() => !string.IsNullOrEmpty(back.Closing), "closed");
        }

        Assert.Equal(["connected", "closed PeerClosed"], back.Events);
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_believed_is_never_connected()
    {
        await using var running = await RelayRunning.StartAsync(Way.EpollTls);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = new RelayEnd();
        front.Do(() =>
        {
            front.Dial(running.Behind, back, new DialOptions { Tls = new() { TargetHost = "localhost" } });
            back.Push("secret");
        });
        try
        {
            using var server = await running.AcceptAsync();
            Assert.Null(server.ReadLine());
        }
        catch (Exception error) when (error is IOException or AuthenticationException)
        {
            // With TLS 1.3 a server may learn of it at its first read, or in its handshake.
        }

        await Running.Until(() => !string.IsNullOrEmpty(back.Closing), "refused");
        Assert.Equal(["closed TransportError"], back.Events);
        front.Do(() => front.Push("still here\n"));
        Assert.Equal("still here", client.ReadLine());
    }

    [Fact]
    public async Task A_record_that_was_changed_on_its_way_ends_its_connection_only()
    {
        await using var running = await Running.StartAsync(Way.EpollTls);
        using var good = running.Connect();
        using var bad = Connect(running, bytesPerWrite: int.MaxValue, out var held);
        Assert.Equal(["pong", "pong"], [good.Ask("ping"), bad.Ask("ping")]);
        held.IsHeld = true;
        bad.Send("ping\n");
        held.Spoil();
        held.Release();
        await Running.Until(() => running.Server.Stats().ConnectionsCurrent == 1, "closed");
        Assert.Equal(CloseReason.PeerClosed, running.Lines.Closed.Single().Reason);
        Assert.Equal("pong", good.Ask("ping"));
    }

    [Fact]
    public async Task Garbage_of_any_kind_ends_in_a_failed_handshake()
    {
        await using var running = await Running.StartAsync(Way.EpollTls);
        var failed = 0;
        Seeds.ForEach(60, random =>
        {
            using var client = Client.Connect(running.Address);
            var bytes = new byte[random.NextInt32(1, 400)];
            random.Fill(bytes);
            // Half of them look like a handshake at first.
            if (random.Chance(0.5))
                new byte[] { 22, 3, 1, 1, 0, 1, 0, 0, 252, 3, 3 }.AsSpan(0, Math.Min(11, bytes.Length)).CopyTo(bytes);
            client.Stream.Write(bytes);
            client.Socket.Shutdown(SocketShutdown.Send);
            Assert.True(client.ReadToEnd(out _));
            failed++;
        });
        await Running.Until(() => running.Server.Stats().ConnectionsCurrent == 0, "all gone");
        Assert.Equal(failed, running.Server.Stats().HandshakesFailed);
        Assert.Empty(running.Lines.Sessions);
    }

    /// <summary>Lengths of the records that the bytes are.</summary>
    private static List<int> Records(ReadOnlySpan<byte> bytes)
    {
        var lengths = new List<int>();
        while (!bytes.IsEmpty)
        {
            lengths.Add(BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]));
            bytes = bytes[(5 + lengths[^1])..];
        }

        return lengths;
    }

    private static async Task<Socket> DialAsync(Running running)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SendTimeout = socket.ReceiveTimeout = (int)Running.Patience.TotalMilliseconds;
        await socket.ConnectAsync((IPEndPoint)running.Address);
        return socket;
    }

    private static Client Connect(Running running, int bytesPerWrite) => Connect(running, bytesPerWrite, out _);

    private static Client Connect(Running running, int bytesPerWrite, out HoldingStream below)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SendTimeout = socket.ReceiveTimeout = (int)Running.Patience.TotalMilliseconds;
        socket.Connect(running.Address);
        below = new HoldingStream(new NetworkStream(socket, ownsSocket: true), bytesPerWrite);
        var tls = new SslStream(below);
        tls.AuthenticateAsClient(Ways.Trusting);
        return new Client(tls, socket);
    }
}
