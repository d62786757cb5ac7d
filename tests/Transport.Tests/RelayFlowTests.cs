using System.Net.Sockets;

namespace FromScratch.Transport.Tests;

/// <summary>Bytes, ends, pauses and wakes between two connections of one loop.</summary>
public sealed class RelayFlowTests
{
    private const int Pause = 64 << 10;

    public static TheoryData<Way> Drivers => Ways.All;

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Each_direction_ends_by_itself_the_clients_first(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way, bridges: true);
        using var client = running.Connect();
        using var server = await running.AcceptAsync();
        client.Send("question\n");
        client.Finish();
        Assert.Equal("question", server.ReadLine());
        Assert.Null(server.ReadLine());
        server.Send(new string('y', 1_000_000) + "\n");
        Assert.Equal(1_000_000, client.ReadLine()!.Length);
        server.Finish();
        Assert.Null(client.ReadLine());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Each_direction_ends_by_itself_the_servers_first(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way, bridges: true);
        using var client = running.Connect();
        using var server = await running.AcceptAsync();
        server.Send("hello\n");
        server.Finish();
        Assert.Equal("hello", client.ReadLine());
        Assert.Null(client.ReadLine());
        client.Send(new string('y', 1_000_000) + "\n");
        Assert.Equal(1_000_000, server.ReadLine()!.Length);
        client.Finish();
        Assert.Null(server.ReadLine());
        var (front, back) = await running.PairAsync();
        Assert.Equal((1, 1), (front.Events.Count(text => text == "finished"), back.Events.Count(text => text == "finished")));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Bytes_right_before_the_end_are_never_cut_off(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way, bridges: true);
        for (var i = 0; i < 300; i++)
        {
            using var client = running.Connect();
            client.Socket.NoDelay = true;
            using var server = await running.AcceptAsync();
            server.Socket.NoDelay = true;
            for (var piece = 0; piece < 5; piece++)
            {
                client.Send("0123456789");
                server.Send("9876543210");
            }

            client.Finish();
            server.Finish();
            Assert.Equal(string.Concat(Enumerable.Repeat("0123456789", 5)), server.ReadLine());
            Assert.Equal(string.Concat(Enumerable.Repeat("9876543210", 5)), client.ReadLine());
        }

        await Running.Until(() => running.Server.Connections().Count == 0, "all gone");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_reader_that_takes_nothing_holds_the_sender_up_and_gets_all_when_it_reads(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way, bridges: true, o => o.OutputPauseBytes = Pause);
        using var client = running.Connect();
        // A buffer that shrinks behind the bytes of a handshake can leave the kernel's window closed.
        if (!way.IsTls())
            client.Socket.ReceiveBufferSize = 16 << 10;
        using var server = await running.AcceptAsync();
        var (front, back) = await running.PairAsync();
        await HeldUpThenTakenAsync(running, from: server, to: client, full: front, source: back);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_server_that_takes_nothing_holds_the_client_up_and_gets_all_when_it_reads(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way, bridges: true, o => o.OutputPauseBytes = Pause);
        using var client = running.Connect();
        using var server = await running.AcceptAsync();
        var (front, back) = await running.PairAsync();
        await HeldUpThenTakenAsync(running, from: client, to: server, full: back, source: front);
    }

    /// <summary>The portable driver executes nothing while a send is under way (DESIGN.md).</summary>
    [Theory]
    [InlineData(Way.Epoll)]
    [InlineData(Way.EpollTls)]
    public async Task Output_that_is_full_does_not_stop_the_other_direction(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way, bridges: true, o => o.OutputPauseBytes = Pause);
        using var client = running.Connect();
        using var server = await running.AcceptAsync();
        var (front, back) = await running.PairAsync();
        var flood = Task.Run(() => Flood(server, 32 << 20), TestContext.Current.CancellationToken);
        await Running.Until(() => front.Connection.IsOutputFull, "full");
        for (var i = 0; i < 100; i++)
        {
            client.Send($"line {i}\n");
            Assert.Equal($"line {i}", server.ReadLine());
        }

        Assert.False(flood.IsCompleted);
        back.Connection.Abort();
        front.Connection.Abort();
        await Assert.ThrowsAsync<IOException>(() => flood);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Input_that_is_held_waits_for_a_wake(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front, end => end.IsHeld = true);
        using var server = await running.AcceptAsync();
        server.Send("held");
        await Running.Until(() => running.Server.Stats().Total.BytesRead == 4, "read");
        Assert.Equal("", back.Received);
        back.Do(() => back.IsHeld = false);
        await Running.Until(() => back.Received == "held", "taken");
        server.Send(" and more");
        await Running.Until(() => back.Received == "held and more", "it goes on");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Wakes_of_dialled_connections_merge_and_the_last_one_arrives(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front);
        using var server = await running.AcceptAsync();
        var done = 0;
        Parallel.For(0, 10_000, _ => back.Do(() => Interlocked.Increment(ref done)));
        await Running.Until(() => Volatile.Read(ref done) == 10_000, "all done");
        Assert.InRange(back.Wakes, 1, 10_000);
        server.Send("alive");
        await Running.Until(() => back.Received == "alive", "alive");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Both_ends_are_asked_what_is_due_and_woken_only_over_it(Way way)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var running = await RelayRunning.StartAsync(way, time: time);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front);
        using var server = await running.AcceptAsync();
        await Running.Until(() => !back.Events.IsEmpty, "connected");
        foreach (var end in new[] { front, back })
        {
            var (asked, wakes) = (end.DueAsked, end.Wakes);
            time.Advance(TimeSpan.FromMilliseconds(250));
            await Running.Until(() => end.DueAsked > asked, "asked");
            Assert.Equal(wakes, end.Wakes);
            var before = end.DueAtMs;
            end.IsDueNow = true;
            time.Advance(TimeSpan.FromMilliseconds(250));
            await Running.Until(() => end.Wakes == wakes + 1, "woken");
            Assert.InRange(end.DueAtMs - before, 250, 500);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_drain_waits_for_ends_that_are_busy_and_leaves_dialled_ones_alone(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        front.IsBusy = true;
        var back = await running.DialAsync(front);
        using var server = await running.AcceptAsync();
        var (idleClient, idle) = await running.OpenAsync();
        using var __ = idleClient;
        var draining = running.Server.DrainAsync(Running.Patience);
        Assert.True(idleClient.ReadToEnd(out var bytes));
        await Running.Until(() => idle.Closing == "closed Draining", "the idle one is closed");
        server.Send("answer");
        await Running.Until(() => back.Received == "answer", "the dialled end goes on");
        Assert.Equal("", front.Closing + back.Closing);
        front.Do(() =>
        {
            front.Push("done\n");
            front.IsBusy = false;
        });
        Assert.Equal("done", client.ReadLine());
        Assert.Null(client.ReadLine());
        Assert.True(await draining);
        Assert.Equal("closed Draining", front.Closing);
        await Running.Until(() => back.Closing == "closed Draining", "the dialled end is closed");
    }

    private static async Task HeldUpThenTakenAsync(RelayRunning running, Client from, Client to, RelayEnd full, RelayEnd source)
    {
        const int Bytes = 32 << 20;
        var flood = Task.Run(() => Flood(from, Bytes), TestContext.Current.CancellationToken);
        await Running.Until(() => full.Connection.IsOutputFull, "full");
        Assert.False(flood.IsCompleted);
        var read = await Task.Run(() => to.ReadLine()!.Length, TestContext.Current.CancellationToken);
        await flood;
        Assert.Equal(Bytes, read);
        Assert.InRange(full.UnsentMax, 1, Pause + (5 * 64 << 10));
        Assert.True(full.Drains > 0, "it was never told that there is room again");
        await Running.Until(() => full.Connection.UnsentBytes == 0 && !full.Connection.IsOutputFull, "empty again");
        Assert.Equal("", full.Closing + source.Closing);
        Assert.Empty(running.Failures);
    }

    private static void Flood(Client from, int bytes)
    {
        var piece = new byte[64 << 10];
        piece.AsSpan().Fill((byte)'x');
        for (var sent = 0; sent < bytes; sent += piece.Length)
            from.Stream.Write(piece);
        from.Stream.Write("\n"u8);
    }
}
