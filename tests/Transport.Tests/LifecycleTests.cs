using System.Net;
using System.Net.Sockets;
using FromScratch.TestKit;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Tests;

/// <summary>Start, addresses, drain, stop.</summary>
public sealed class LifecycleTests
{
    public static TheoryData<Way> Drivers => Ways.Plain;

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Draining_closes_idle_connections_and_lets_requests_in_flight_finish(Way way)
    {
        await using var running = await Running.StartAsync(way);
        using var idle = running.Connect();
        using var waiting = running.Connect();
        using var half = running.Connect();
        Assert.Equal("pong", idle.Ask("ping"));
        Assert.Equal("pong", half.Ask("ping"));
        half.Send("data 10\n12345");
        waiting.Send("wait\nping\n");
        await Running.Until(() => running.Server.Stats().Total.BytesRead == 33, "all read");
        var drained = running.Server.DrainAsync(Running.Patience);
        Assert.Null(idle.ReadLine());
        Assert.ThrowsAny<SocketException>(running.Connect);
        Assert.False(drained.IsCompleted);
        half.Send("67890");
        Assert.Equal("got 10", half.ReadLine());
        running.Lines.Sessions.Values.Single(s => s.Connection.RemoteEndPoint!.Equals(waiting.Socket.LocalEndPoint)).Connection.Wake();
        Assert.Equal(["woken", "pong", null], [waiting.ReadLine(), waiting.ReadLine(), waiting.ReadLine()]);
        Assert.True(await drained);
        Assert.All(running.Lines.Closed, c => Assert.Equal(CloseReason.Draining, c.Reason));
        Assert.Equal(3, running.Lines.Closed.Count);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Every_loop_has_its_ticks_also_without_a_connection_and_survives_one_that_fails(Way way)
    {
        var time = new TestTime();
        await using var running = await Running.StartAsync(way, time: time);
        time.Advance(TimeSpan.FromMilliseconds(250));
        await Running.Until(() => running.Lines.Ticks.Count == 2, "ticks");
        Assert.Equal([0, 1], running.Lines.Ticks.Order());
        running.Lines.TickFails = new InvalidOperationException("of a tick");
        time.Advance(TimeSpan.FromMilliseconds(250));
        await Running.Until(() => running.Lines.Failures.Count == 2, "failures");
        using var client = running.Connect();
        Assert.Equal("pong", client.Ask("ping"));
        Assert.Equal(4, running.Lines.Ticks.Count);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Draining_is_bounded_by_its_timeout(Way way)
    {
        var time = new TestTime();
        await using var running = await Running.StartAsync(way, time: time);
        using var stuck = running.Connect();
        stuck.Send("wait\n");
        await Running.Until(() => running.Server.Connections() is [{ State: ConnectionState.AwaitingWake }], "waits");
        var drained = running.Server.DrainAsync(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(drained.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(await drained);
        Assert.True(stuck.ReadToEnd(out _));
        Assert.Equal(0, running.Server.Stats().ConnectionsCurrent);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Disposing_with_open_connections_ends_them_and_frees_the_port(Way way)
    {
        var running = await Running.StartAsync(way);
        var address = running.Address;
        var clients = Enumerable.Range(0, 10).Select(_ => running.Connect()).ToList();
        clients.ForEach(c => Assert.Equal("pong", c.Ask("ping")));
        await running.DisposeAsync();
        clients.ForEach(c => Assert.True(c.ReadToEnd(out _)));
        Assert.Equal(10, running.Lines.Closed.Count);
        await using var next = await Running.StartAsync(way, o => o.EndPoints.Add(new ListenEndPoint(address)));
        using var client = next.Connect();
        Assert.Equal("pong", client.Ask("ping"));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_unix_socket_has_its_mode_bits_and_its_file_goes_with_the_server(Way way)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no mode bits on Windows");
        var path = Path.Combine(Path.GetTempPath(), $"fs-{Guid.NewGuid():N}.sock");
        var endPoint = ListenEndPoint.Unix(path) with { UnixMode = (UnixFileMode)0x1B0 };
        await using (var running = await Running.StartAsync(way, o => o.EndPoints.Add(endPoint)))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal((UnixFileMode)0x1B0, File.GetUnixFileMode(path));
            using var client = running.Connect();
            Assert.Equal("pong", client.Ask("ping"));
            Assert.Null(running.Server.Connections().Single().Remote);
            await Assert.ThrowsAsync<SocketException>(() => Running.StartAsync(way, o => o.EndPoints.Add(ListenEndPoint.Unix(path))));
        }

        Assert.False(File.Exists(path));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_stale_unix_socket_is_replaced_and_an_ordinary_file_is_not(Way way)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "unix sockets only");
        var path = Path.Combine(Path.GetTempPath(), $"fs-{Guid.NewGuid():N}.sock");
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Under another name, or disposing it would remove the file.
            killed.Bind(new UnixDomainSocketEndPoint(path + ".0"));
            File.Move(path + ".0", path);
        }

        await using (var running = await Running.StartAsync(way, o => o.EndPoints.Add(ListenEndPoint.Unix(path))))
        {
            using var client = running.Connect();
            Assert.Equal("pong", client.Ask("ping"));
        }

        await File.WriteAllTextAsync(path, "precious");
        await Assert.ThrowsAsync<IOException>(() => Running.StartAsync(way, o => o.EndPoints.Add(ListenEndPoint.Unix(path))));
        Assert.Equal("precious", await File.ReadAllTextAsync(path));
        File.Delete(path);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Several_addresses_are_served_at_once(Way way)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 here");
        await using var running = await Running.StartAsync(way, o =>
        {
            o.EndPoints.Add(ListenEndPoint.Tcp(IPAddress.Loopback, 0));
            o.EndPoints.Add(ListenEndPoint.Tcp(IPAddress.Loopback, 0));
        });
        foreach (var address in running.Server.BoundEndPoints)
        {
            using var client = Client.Connect(address);
            Assert.Equal("pong", client.Ask("ping"));
            Assert.Contains(running.Server.Connections(), c => Equals(c.Remote, client.Socket.LocalEndPoint) && Equals(c.Local, address));
        }
    }

    [Fact]
    public async Task Listeners_are_told_until_they_are_closed()
    {
        var time = new TestTime();
        await using var running = await Running.StartAsync(
            Way.Epoll,
            options =>
            {
                options.EndPoints.Add(ListenEndPoint.Tcp(IPAddress.Loopback, 0));
                options.EndPoints.Add(ListenEndPoint.Tcp(IPAddress.Loopback, 0));
            },
            time: time);
        time.Advance(TimeSpan.FromSeconds(7));
        var listeners = running.Server.Listeners();
        Assert.Equal(running.Server.BoundEndPoints, listeners.Select(listener => listener.Address));
        Assert.All(listeners, listener => Assert.Equal((false, 7), (listener.Tls, listener.AgeSeconds)));
        Assert.Equal(2, listeners.Select(listener => listener.Id).Distinct().Count());
        Assert.True(await running.Server.DrainAsync(Running.Patience));
        Assert.Empty(running.Server.Listeners());
    }

    [Fact]
    public async Task Connections_are_dealt_evenly_to_the_loops()
    {
        await using var running = await Running.StartAsync(Way.Epoll, o => o.Loops = 4);
        var clients = Enumerable.Range(0, 40).Select(_ => running.Connect()).ToList();
        clients.ForEach(c => Assert.Equal("pong", c.Ask("ping")));
        Assert.All(running.Server.Stats().Loops, l => Assert.Equal(10, l.ConnectionsCurrent));
        clients.ForEach(c => c.Dispose());
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        var options = new TransportOptions { OutputPauseBytes = 100, OutputBytesMax = 10 };
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new TransportServer(options, new LineServer()));
        Assert.Contains("OutputBytesMax", error.Message, StringComparison.Ordinal);
    }
}
