using FromScratch.Transport.InMemory;

namespace FromScratch.Transport.Tests;

public sealed class InMemoryTests
{
    [Fact]
    public async Task A_pair_serves_requests_in_order_and_in_pieces()
    {
        var lines = new LineServer { CommandsPerTurn = 7 };
        await using var transport = new InMemoryTransport(lines);
        using var client = new Client(transport.Connect());
        var sending = Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                client.Send($"ec");
                client.Send($"ho {i}\nping\n");
            }
        });
        for (var i = 0; i < 500; i++)
            Assert.Equal([$"{i}", "pong"], [client.ReadLine(), client.ReadLine()]);
        await sending;
        Assert.Equal(0, lines.Overlaps);
    }

    [Fact]
    public async Task A_large_value_and_a_large_reply_pass_through_small_buffers()
    {
        await using var transport = new InMemoryTransport(new LineServer());
        using var client = new Client(transport.Connect());
        var sending = Task.Run(() => client.Send($"data 1000000\n{new string('v', 1_000_000)}big 1000000\n"));
        Assert.Equal("got 1000000", client.ReadLine());
        Assert.Equal(1_000_000, client.ReadLine()!.Length);
        await sending;
    }

    [Fact]
    public async Task Closing_an_end_is_seen_at_the_other()
    {
        var lines = new LineServer();
        await using var transport = new InMemoryTransport(lines);
        var leaver = new Client(transport.Connect());
        Assert.Equal("pong", leaver.Ask("ping"));
        leaver.Dispose();
        await Running.Until(() => lines.Closed.Count == 1, "the server saw it");
        Assert.Equal(CloseReason.PeerClosed, lines.Closed.Single().Reason);
        using var quitter = new Client(transport.Connect());
        Assert.Equal("bye", quitter.Ask("quit"));
        Assert.Null(quitter.ReadLine());
    }

    [Fact]
    public async Task A_wake_reaches_a_waiting_session()
    {
        var lines = new LineServer();
        await using var transport = new InMemoryTransport(lines);
        using var client = new Client(transport.Connect());
        client.Send("wait\nping\n");
        await Running.Until(() => transport.Stats.BytesRead == 10, "read");
        lines.Sessions.Values.Single().Connection.Wake();
        Assert.Equal(["woken", "pong"], [client.ReadLine(), client.ReadLine()]);
    }

    [Fact]
    public async Task Disposing_the_transport_closes_every_connection()
    {
        var lines = new LineServer();
        var transport = new InMemoryTransport(lines, new TransportOptions { ConnectionsMax = 3 });
        var clients = Enumerable.Range(0, 3).Select(_ => new Client(transport.Connect())).ToList();
        clients.ForEach(c => Assert.Equal("pong", c.Ask("ping")));
        Assert.Throws<InvalidOperationException>(() => transport.Connect());
        await transport.DisposeAsync();
        clients.ForEach(c => Assert.Null(c.ReadLine()));
        Assert.Equal(3, lines.Closed.Count);
    }
}
