using System.Globalization;
using System.Net.Security;

namespace FromScratch.Transport.Tests;

/// <summary>A storm of handshakes and the clients that are there already.</summary>
public sealed class HandshakeOrderTests : IDisposable
{
    private const int Newcomers = 20;

    private readonly List<Client> _newcomers = [];

    public void Dispose() => _newcomers.ForEach(client => client.Dispose());

    [Fact]
    public async Task Requests_go_before_handshakes_that_came_earlier_and_do_not_keep_them_waiting_for_ever()
    {
        var lines = new LineServer { CommandsPerTurn = 1, Count = () => _newcomers.Count(client => client.Socket.Available > 0) };
        await using var running = await Running.StartAsync(Way.EpollTls, options => options.Loops = 1, lines);
        using var holder = running.Connect();
        using var client = running.Connect();
        Assert.Equal("pong", client.Ask("ping"));
        for (var i = 0; i < Newcomers; i++)
            _newcomers.Add(Client.Connect(running.Address));
        await Running.Until(() => running.Server.Stats().ConnectionsCurrent == Newcomers + 2, "all accepted");

        // While the loop stands still the hellos come, and then the requests: some that take a round each.
        holder.Send("hold\n");
        Assert.True(lines.Holding.Wait(Running.Patience, TestContext.Current.CancellationToken));
        var hello = Hello();
        _newcomers.ForEach(newcomer => newcomer.Stream.Write(hello));
        client.Send($"count\n{string.Concat(Enumerable.Repeat("ping\n", Newcomers))}count\n");
        lines.Released.Set();

        // Exactly 0 and all of them, were it not for the kernel, which may bring a packet a little later.
        Assert.InRange(Number(client), 0, Newcomers / 2);
        for (var i = 0; i < Newcomers; i++)
            Assert.Equal("pong", client.ReadLine());
        Assert.InRange(Number(client), (Newcomers / 2) + 1, Newcomers);
        await Running.Until(() => lines.Count() == Newcomers, "all answered");
    }

    [Fact]
    public async Task Clients_that_leave_without_a_word_are_handshakes_that_failed()
    {
        await using var running = await Running.StartAsync(Way.EpollTls, options => options.Loops = 1);
        for (var i = 0; i < Newcomers; i++)
            _newcomers.Add(Client.Connect(running.Address));
        await Running.Until(() => running.Server.Stats().ConnectionsCurrent == Newcomers, "all accepted");
        using var client = running.Connect();
        Assert.Equal("pong", client.Ask("ping"));
        _newcomers.ForEach(newcomer => newcomer.Finish());
        await Running.Until(() => running.Server.Stats().ConnectionsCurrent == 1, "all gone");
        Assert.Equal(Newcomers, running.Server.Stats().HandshakesFailed);
    }

    private static int Number(Client client) => int.Parse(client.ReadLine()!, CultureInfo.InvariantCulture);

    /// <summary>The first words of a client, which any connection may say.</summary>
    private static byte[] Hello()
    {
        using var sent = new MemoryStream();
        using var tls = new SslStream(sent);
        Assert.Throws<IOException>(() => tls.AuthenticateAsClient(Ways.Trusting));
        return sent.ToArray();
    }
}
