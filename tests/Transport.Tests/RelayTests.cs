using System.Net;
using System.Net.Sockets;

namespace FromScratch.Transport.Tests;

/// <summary>Connections that sessions make and push to, over real loopback sockets.</summary>
public sealed class RelayTests
{
    public static TheoryData<Way> Drivers => Ways.All;

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_dialled_connection_is_told_once_that_it_is_there_and_once_that_it_is_gone(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front);
        using var server = await running.AcceptAsync();
        await Running.Until(() => !back.Events.IsEmpty, "connected");
        server.Send("hello");
        await Running.Until(() => back.Received == "hello", "received");
        Assert.Equal(front.Connection.LoopIndex, back.Connection.LoopIndex);
        // It is no client.
        Assert.Equal(1, running.Server.Stats().ConnectionsCurrent);
        back.Connection.Abort();
        Assert.True(server.ReadToEnd(out var more));
        await Running.Until(() => !string.IsNullOrEmpty(back.Closing), "closed");
        Assert.Equal(["connected", "closed Aborted"], back.Events);
        Assert.Equal(0, more);
        Assert.Empty(front.Events);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_refused_connection_is_told_once_and_never_as_connected(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front, end => end.Push("lost"), DeadAddress());
        await Running.Until(() => !string.IsNullOrEmpty(back.Closing), "refused");
        Assert.Contains(Assert.Single(back.Events), (string[])["closed TransportError", "closed PeerClosed"]);
        front.Do(() =>
        {
            back.Push("late");
            back.Connection.FinishOutput();
            front.Push("still here\n");
        });
        Assert.Equal("still here", client.ReadLine());
        Assert.Single(back.Events);
        Assert.Empty(running.Failures);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Where_nothing_can_be_dialled_the_session_hears_nothing_or_only_the_end(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var (end, isNull, isDone) = (new RelayEnd(), false, false);
        front.Do(() => (isNull, isDone) = (front.Dial(new IPEndPoint(IPAddress.Broadcast, 9), end) is null, true));
        await Running.Until(() => Volatile.Read(ref isDone), "dialled");
        if (!isNull)
            await Running.Until(() => !string.IsNullOrEmpty(end.Closing), "closed");
        Assert.Equal(isNull ? 0 : 1, end.Events.Count);
        front.Do(() => front.Push("still here\n"));
        Assert.Equal("still here", client.ReadLine());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_connection_given_up_while_it_is_made_ends_once(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        for (var i = 0; i < 50; i++)
        {
            var back = await running.DialAsync(front, end => end.Connection.Abort());
            await Running.Until(() => !string.IsNullOrEmpty(back.Closing), "closed");
            Assert.Equal("closed Aborted", back.Events.Last());
            Assert.InRange(back.Events.Count, 1, 2);
            using var server = await running.AcceptPlainAsync();
            Assert.True(server.ReadToEnd(out var bytes));
            // The first words of a handshake belong to nobody's request.
            Assert.True(bytes == 0 || way.IsTls());
        }

        Assert.Empty(running.Failures);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task What_is_pushed_before_the_connection_is_there_arrives_in_order(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front, end =>
        {
            end.Push("one ");
            end.Push("two ");
            end.Push(new string('x', 300_000));
            end.Push(" three\n");
        });
        front.Do(() => back.Push("four\n"));
        using var server = await running.AcceptAsync();
        Assert.Equal($"one two {new string('x', 300_000)} three", server.ReadLine());
        Assert.Equal("four", server.ReadLine());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task An_output_that_is_finished_before_the_connection_is_there_ends_behind_what_was_pushed(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front, end =>
        {
            end.Push("all\n");
            end.Connection.FinishOutput();
        });
        using var server = await running.AcceptAsync();
        Assert.Equal("all", server.ReadLine());
        Assert.Null(server.ReadLine());
        server.Send("answer");
        await Running.Until(() => back.Received == "answer", "the other direction goes on");
        server.Finish();
        await Running.Until(() => back.Events.Contains("finished"), "finished");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_session_that_throws_takes_no_other_end_with_it(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front, end => end.Throws = true);
        using var server = await running.AcceptAsync();
        server.Send("boom");
        Assert.True(server.ReadToEnd(out var bytes));
        await Running.Until(() => !string.IsNullOrEmpty(back.Closing), "closed");
        Assert.Equal(["connected", "closed SessionFailed"], back.Events);
        Assert.Equal("asked to throw", Assert.Single(running.Failures).Message);
        front.Do(() => front.Push("still here\n"));
        Assert.Equal("still here", client.ReadLine());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_server_that_resets_is_noticed_by_the_end_that_dialled_it(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front);
        using (var server = await running.AcceptAsync())
        {
            await Running.Until(() => !back.Events.IsEmpty, "connected");
            server.Socket.LingerState = new LingerOption(true, 0);
            // Not by way of the stream, which says goodbye first.
            server.Socket.Dispose();
        }

        await Running.Until(() => !string.IsNullOrEmpty(back.Closing), "closed");
        Assert.Equal(["connected", "closed PeerClosed"], back.Events);
    }

    private static IPEndPoint DeadAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
