using System.Net;
using System.Net.Sockets;

namespace FromScratch.Transport.Tests;

/// <summary>Listeners that come and go while the server runs.</summary>
public sealed class ListenerChangeTests
{
    public static TheoryData<Way> Drivers => Ways.Plain;

    private static ListenEndPoint Anywhere => ListenEndPoint.Tcp(IPAddress.Loopback, 0);

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task One_that_is_opened_serves_and_one_that_is_closed_refuses_but_keeps_its_connections(Way way)
    {
        await using var running = await StartAsync(way);
        var first = running.Address;
        using var old = running.Connect();
        Assert.Equal("pong", old.Ask("ping"));
        EndPoint second;
        using (var change = running.Server.BeginChange())
        {
            second = change.Open(Anywhere);
            Assert.True(change.Commit());
        }

        Assert.Equal([second], running.Server.BoundEndPoints);
        Assert.Equal([second], running.Server.Listeners().Select(listener => listener.Address));
        Assert.ThrowsAny<SocketException>(() => Client.Connect(first));
        using var client = Client.Connect(second);
        Assert.Equal(["pong", "pong"], [client.Ask("ping"), old.Ask("ping")]);
        Assert.Equal([first, second], running.Lines.Sessions.OrderBy(pair => pair.Key).Select(pair => pair.Value.Connection.LocalEndPoint));
        Assert.True(await running.Server.DrainAsync(Running.Patience));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Connections_show_the_very_object_of_their_listener(Way way)
    {
        await using var running = await StartAsync(way);
        using var change = running.Server.BeginChange();
        var kept = change.Keep(running.Address);
        var opened = change.Open(Anywhere);
        change.Commit();
        foreach (var address in new[] { kept, opened })
        {
            using var client = Client.Connect(address);
            Assert.Equal("pong", client.Ask("ping"));
            Assert.Same(address, running.Lines.Sessions.MaxBy(pair => pair.Key).Value.Connection.LocalEndPoint);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Who_waits_in_the_kernel_when_its_listener_closes_is_served(Way way)
    {
        await using var running = await StartAsync(way, loops: 1);
        var change = running.Server.BeginChange();
        change.Keep(running.Address);
        var address = change.Open(Anywhere);
        // Its request is there before it is accepted, so it holds the thread that accepts.
        using var holder = Client.Connect(address);
        holder.Send("hold\n");
        change.Commit();
        Assert.True(running.Lines.Holding.Wait(Running.Patience));
        var waiting = Enumerable.Range(0, 50).Select(_ => Client.Connect(address)).ToList();
        waiting.ForEach(client => client.Send("ping\n"));
        var closing = Task.Run(() => CloseAllBut(running, 0));
        if (way == Way.Epoll)
            await closing.WaitAsync(Running.Patience);
        running.Lines.Released.Set();
        await closing.WaitAsync(Running.Patience);
        Assert.All(waiting, client => Assert.Equal("pong", client.ReadLine()));
        Assert.Equal("released", holder.ReadLine());
        Assert.ThrowsAny<SocketException>(() => Client.Connect(address));
        waiting.ForEach(client => client.Dispose());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_socket_that_is_passed_on_refuses_nobody_and_its_connections_are_the_old_ones(Way way)
    {
        await using var running = await StartAsync(way);
        using var old = running.Connect();
        Assert.Equal("pong", old.Ask("ping"));
        var address = (IPEndPoint)running.Address;
        using var stop = new CancellationTokenSource();
        var served = 0;
        var clients = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    using var client = Client.Connect(address);
                    Assert.Equal("pong", client.Ask("ping"));
                    Interlocked.Increment(ref served);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        for (var i = 0; i < 100; i++)
        {
            var before = running.Address;
            using var change = running.Server.BeginChange();
            var next = change.TakeOver(before, Anywhere);
            Assert.Equal(before, next);
            Assert.NotSame(before, next);
            Assert.True(change.Commit());
            Assert.Same(next, running.Address);
            var target = Volatile.Read(ref served) + 1;
            await Running.Until(() => Volatile.Read(ref served) >= target || clients.Any(client => client.IsFaulted), "served");
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Equal("pong", old.Ask("ping"));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task An_address_that_cannot_be_bound_leaves_everything_as_it_was(Way way)
    {
        await using var running = await StartAsync(way);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var inUse = (IPEndPoint)taken.LocalEndpoint;
        EndPoint bound;
        using (var change = running.Server.BeginChange())
        {
            bound = change.Open(Anywhere);
            using var early = Client.Connect(bound);
            var error = Assert.Throws<SocketException>(() => change.Open(new ListenEndPoint(inUse)));
            Assert.StartsWith($"cannot listen on {inUse}: ", error.Message, StringComparison.Ordinal);
        }

        Assert.ThrowsAny<SocketException>(() => Client.Connect(bound));
        using var client = running.Connect();
        Assert.Equal("pong", client.Ask("ping"));
        Assert.Single(running.Server.BoundEndPoints);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task An_address_that_covers_one_which_leaves_is_bound_beside_it_and_the_other_way_round(Way way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ports are shared on Linux only");
        await using var running = await StartAsync(way);
        var exact = (IPEndPoint)running.Address;
        var any = new IPEndPoint(IPAddress.Any, exact.Port);
        using var first = running.Connect();
        Assert.Equal("pong", first.Ask("ping"));
        foreach (var next in (IPEndPoint[])[any, exact, any, exact])
        {
            var old = running.Address;
            using (var refused = running.Server.BeginChange())
                Assert.Throws<SocketException>(() => refused.Open(new ListenEndPoint(next)));
            using (var dropped = running.Server.BeginChange())
                dropped.Open(new ListenEndPoint(next), old);
            using var change = running.Server.BeginChange();
            Assert.Equal(next, change.Open(new ListenEndPoint(next), old));
            Assert.Throws<ArgumentException>(() => change.Keep(old));
            // Whichever of the two it is, it has this client.
            using var early = Client.Connect(exact);
            Assert.True(change.Commit());
            Assert.Equal("pong", early.Ask("ping"));
            using var client = Client.Connect(exact);
            Assert.Equal("pong", client.Ask("ping"));
            Assert.Contains(running.Server.Connections(), one => ReferenceEquals(one.Local, running.Address));
            using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            Assert.Throws<SocketException>(() => other.Bind(next));
        }

        Assert.Equal("pong", first.Ask("ping"));
        Assert.Single(running.Server.BoundEndPoints);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_unix_socket_goes_with_its_listener_and_stays_when_it_is_passed_on(Way way)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "unix sockets only");
        var path = Path.Combine(Path.GetTempPath(), $"fs-{Guid.NewGuid():N}.sock");
        await using var running = await StartAsync(way);
        using (var change = running.Server.BeginChange())
        {
            change.Keep(running.Address);
            change.Open(ListenEndPoint.Unix(path));
            change.Commit();
        }

        using (var change = running.Server.BeginChange())
        {
            change.Keep(running.Address);
            change.TakeOver(running.Server.BoundEndPoints[1], ListenEndPoint.Unix(path));
            change.Commit();
        }

        using (var client = Client.Connect(running.Server.BoundEndPoints[1]))
            Assert.Equal("pong", client.Ask("ping"));
        CloseAllBut(running, 0);
        Assert.False(File.Exists(path));
        using var other = running.Connect();
        Assert.Equal("pong", other.Ask("ping"));
    }

    [Fact]
    public async Task The_number_of_connections_can_be_changed()
    {
        await using var running = await StartAsync(Way.Epoll);
        running.Server.ConnectionsMax = 1;
        using var first = running.Connect();
        Assert.Equal("pong", first.Ask("ping"));
        using (var second = running.Connect())
            Assert.True(second.ReadToEnd(out _));
        running.Server.ConnectionsMax = 2;
        using var third = running.Connect();
        Assert.Equal("pong", third.Ask("ping"));
        Assert.Equal((2, 1), (running.Server.Stats().ConnectionsMax, running.Server.Stats().ConnectionsRejected));
        Assert.Throws<ArgumentOutOfRangeException>(() => running.Server.ConnectionsMax = 0);
    }

    [Fact]
    public async Task Changes_are_for_servers_that_run()
    {
        await using var running = await StartAsync(Way.Epoll);
        using var change = running.Server.BeginChange();
        var address = change.Open(Anywhere);
        Assert.Throws<ArgumentException>(() => change.Keep(new IPEndPoint(IPAddress.Loopback, 1)));
        change.Keep(running.Address);
        Assert.Throws<ArgumentException>(() => change.Keep(running.Address));
        Assert.True(await running.Server.DrainAsync(Running.Patience));
        Assert.False(change.Commit());
        change.Dispose();
        Assert.ThrowsAny<SocketException>(() => Client.Connect(address));
        Assert.Throws<InvalidOperationException>(() => running.Server.BeginChange());
    }

    private static Task<Running> StartAsync(Way way, int loops = 2) => Running.StartAsync(way, options => options.Loops = loops);

    private static void CloseAllBut(Running running, int index)
    {
        using var change = running.Server.BeginChange();
        change.Keep(running.Server.BoundEndPoints[index]);
        Assert.True(change.Commit());
    }
}
