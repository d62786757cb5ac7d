using System.Net.Sockets;
using System.Text;
using FromScratch.TestKit;
using FromScratch.Transport.Stats;

namespace FromScratch.Transport.Tests;

/// <summary>What every driver does over real loopback sockets.</summary>
public sealed class DriverTests
{
    public static TheoryData<Way> Drivers => Ways.All;

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Pipelined_requests_are_answered_in_order(Way way)
    {
        await using var running = await Running.StartAsync(way);
        using var client = running.Connect();
        client.Send(string.Concat(Enumerable.Range(0, 5000).Select(i => $"echo {i}\n")));
        for (var i = 0; i < 5000; i++)
            Assert.Equal($"{i}", client.ReadLine());
        Assert.Equal(0, running.Lines.Overlaps);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_request_may_arrive_one_byte_at_a_time(Way way)
    {
        await using var running = await Running.StartAsync(way);
        using var client = running.Connect();
        client.Socket.NoDelay = true;
        foreach (var c in "echo hello\ndata 3\nabcping\n")
            client.Send(c.ToString());
        Assert.Equal(["hello", "got 3", "pong"], [client.ReadLine(), client.ReadLine(), client.ReadLine()]);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_request_of_eight_MiB_arrives_in_pieces(Way way)
    {
        await using var running = await Running.StartAsync(way, o => o.InputBytesMax = 9 << 20);
        using var client = running.Connect();
        client.Send($"data {8 << 20}\n");
        for (var i = 0; i < 128; i++)
            client.Send(new string('v', 64 << 10));
        client.Send("ping\n");
        Assert.Equal($"got {8 << 20}", client.ReadLine());
        Assert.Equal("pong", client.ReadLine());
        Assert.Equal(0, running.Server.Stats().InputBytes);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_large_reply_arrives_whole(Way way)
    {
        await using var running = await Running.StartAsync(way);
        using var client = running.Connect();
        client.Send($"big {5_000_000}\nping\n");
        Assert.Equal(5_000_000, client.ReadLine()!.Length);
        Assert.Equal("pong", client.ReadLine());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task One_deep_pipeline_does_not_keep_others_waiting(Way way)
    {
        await using var running = await Running.StartAsync(way, o => o.Loops = 1, new LineServer { CommandsPerTurn = 5 });
        using var deep = running.Connect();
        using var other = running.Connect();
        deep.Send(string.Concat(Enumerable.Repeat("ping\n", 10_000)));
        Assert.Equal("pong", other.Ask("ping"));
        for (var i = 0; i < 10_000; i++)
            Assert.Equal("pong", deep.ReadLine());
        Assert.InRange(running.Server.Stats().Total.Yields, 1000, 20_000);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_client_that_sends_without_reading_is_paused_with_bounded_memory_then_closed(Way way)
    {
        var time = new TestTime();
        await using var running = await Running.StartAsync(
            way, o => (o.OutputPauseBytes, o.OutputStallTimeoutMs) = (64 << 10, 5000), time: time);
        using var client = running.Connect();
        client.Socket.ReceiveBufferSize = 32 << 10;
        var flood = Task.Run(() => Flood(client, 100_000));
        // It may pause and go on a few times before the socket is full.
        long output = 0;
        await Running.Until(
            () =>
            {
                var info = running.Server.Connections() is [{ State: ConnectionState.Paused } paused] ? paused : default;
                output = info?.OutputBytes ?? 0;
                return output > 0;
            },
            "paused");
        Assert.InRange(output, 1, 200 << 10);
        await Running.Until(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(500));
                return !running.Lines.Closed.IsEmpty;
            },
            "closed");
        Assert.Equal(CloseReason.OutputOverLimit, running.Lines.Closed.Single().Reason);
        await flood;
        Assert.Equal(0, running.Server.Stats().InputBytes);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_paused_client_that_reads_again_gets_every_reply(Way way)
    {
        await using var running = await Running.StartAsync(
            way, o => o.OutputPauseBytes = 64 << 10, new LineServer { CommandsPerTurn = 20 });
        using var client = running.Connect();
        var flood = Task.Run(() => Flood(client, 20_000));
        await Running.Until(() => running.Server.Connections() is [{ State: ConnectionState.Paused }], "paused");
        for (var i = 0; i < 20_000; i++)
            Assert.Equal(1000, client.ReadLine()!.Length);
        await flood;
        Assert.Equal("pong", client.Ask("ping"));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_half_request_followed_by_silence_is_closed_by_the_idle_limit_and_an_active_client_is_not(Way way)
    {
        var time = new TestTime();
        await using var running = await Running.StartAsync(way, o => o.IdleTimeout = TimeSpan.FromSeconds(10), time: time);
        using var silent = running.Connect();
        using var active = running.Connect();
        Assert.Equal("pong", silent.Ask("ping"));
        silent.Send("data 100\nhalf");
        Assert.Equal("pong", active.Ask("ping"));
        await Running.Until(() => running.Server.Stats().Total.BytesRead == 23, "all bytes read");
        time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal("pong", active.Ask("ping"));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(silent.ReadToEnd(out _));
        Assert.Equal("pong", active.Ask("ping"));
        await Running.Until(() => running.Server.Stats().IdleKicks == 1, "counted");
        Assert.Single(running.Lines.Closed);
    }

    [Theory]
    [MemberData(nameof(Ways.Plain), MemberType = typeof(Ways))]
    public async Task One_connection_too_many_is_told_so_and_closed(Way way)
    {
        await using var running = await Running.StartAsync(
            way, o => (o.ConnectionsMax, o.RejectionMessage) = (2, "ERROR Too many open connections\r\n"u8.ToArray()));
        using var first = running.Connect();
        using var second = running.Connect();
        Assert.Equal(["pong", "pong"], [first.Ask("ping"), second.Ask("ping")]);
        using (var third = running.Connect())
        {
            Assert.Equal("ERROR Too many open connections\r", third.ReadLine());
            Assert.True(third.ReadToEnd(out _));
        }

        Assert.Equal(1, running.Server.Stats().ConnectionsRejected);
        first.Dispose();
        await Running.Until(() => running.Server.Stats().ConnectionsCurrent == 1, "room again");
        using var fourth = running.Connect();
        Assert.Equal("pong", fourth.Ask("ping"));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_flood_of_connections_leaves_nothing_behind(Way way)
    {
        await using var running = await Running.StartAsync(way, o => o.ConnectionsMax = 50);
        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 16 }, (i, _) =>
        {
            try
            {
                using var client = running.Connect();
                if (i % 3 == 0)
                    client.Socket.LingerState = new LingerOption(true, 0);
                if (i % 3 == 1)
                    client.Send("ping\nhalf a req");
            }
            catch (IOException) when (way.IsTls())
            {
                // One too many: it was closed before its handshake.
            }

            return ValueTask.CompletedTask;
        });
        await Running.Until(() => running.Server.Stats().ConnectionsCurrent == 0, "all gone");
        using var last = running.Connect();
        Assert.Equal("pong", last.Ask("ping"));
        // Connections that waited in the kernel's queue come, and go, after the moment when none was open.
        await Running.Until(() => running.Server.Stats().Total.ConnectionsCurrent == 1, "only the last one");
        Assert.Equal(0, running.Server.Stats().InputBytes);
        Assert.Single(running.Server.Connections());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_session_that_throws_ends_alone(Way way)
    {
        await using var running = await Running.StartAsync(way, o => o.Loops = 1);
        using var bad = running.Connect();
        using var good = running.Connect();
        bad.Send("ping\nthrow\n");
        Assert.True(bad.ReadToEnd(out _));
        Assert.Equal("pong", good.Ask("ping"));
        await Running.Until(() => !running.Lines.Closed.IsEmpty, "closed");
        Assert.Equal(CloseReason.SessionFailed, running.Lines.Closed.Single().Reason);
        Assert.Equal("asked to throw", running.Lines.Failures.Single().Message);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Requests_that_arrived_together_are_answered_each_to_its_own_peer(Way way)
    {
        await using var running = await Running.StartAsync(way, o => o.Loops = 1);
        using var holder = running.Connect();
        var clients = Enumerable.Range(0, 100).Select(_ => running.Connect()).ToList();
        Assert.All(clients, client => Assert.Equal("pong", client.Ask("ping")));
        holder.Send("hold\n");
        Assert.True(running.Lines.Holding.Wait(Running.Patience));
        for (var i = 0; i < clients.Count; i++)
            clients[i].Send(RequestOf(i));
        running.Lines.Released.Set();
        Assert.Equal("released", holder.ReadLine());
        for (var i = 0; i < clients.Count; i++)
            Assert.Equal(RepliesTo(i), (string?[])[clients[i].ReadLine(), clients[i].ReadLine()]);
        clients.ForEach(client => client.Dispose());

        static string RequestOf(int i) => (i % 5) switch
        {
            0 => $"echo {i}\nquit\n",
            1 => $"big {i * 1000}\necho {i}\n",
            2 => $"echo {i}\nthrow\n",
            _ => $"echo {i}\necho again {i}\nhalf",
        };

        static string?[] RepliesTo(int i) => (i % 5) switch
        {
            0 => [$"{i}", "bye"],
            1 => [new string('x', i * 1000), $"{i}"],
            2 => [null, null],
            _ => [$"{i}", $"again {i}"],
        };
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_peer_that_resets_in_the_middle_is_noticed(Way way)
    {
        await using var running = await Running.StartAsync(way);
        var client = running.Connect();
        Assert.Equal("pong", client.Ask("ping"));
        client.Send("big 3000000\nhalf");
        client.Socket.LingerState = new LingerOption(true, 0);
        client.Dispose();
        await Running.Until(() => !running.Lines.Closed.IsEmpty, "closed");
        Assert.Equal(CloseReason.PeerClosed, running.Lines.Closed.Single().Reason);
        Assert.Equal(0, running.Server.Stats().InputBytes);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_peer_that_finished_sending_still_gets_its_replies(Way way)
    {
        await using var running = await Running.StartAsync(way, null, new LineServer { CommandsPerTurn = 3 });
        using var client = running.Connect();
        client.Send("ping\nping\nping\nping\nbig 2000000\nping\n");
        client.Finish();
        Assert.True(client.ReadToEnd(out var bytes));
        Assert.Equal(2_000_001 + 25, bytes);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Quit_sends_what_is_left_and_closes(Way way)
    {
        await using var running = await Running.StartAsync(way);
        using var client = running.Connect();
        client.Send("big 3000000\nquit\nping\n");
        Assert.Equal(3_000_000, client.ReadLine()!.Length);
        Assert.Equal("bye", client.ReadLine());
        Assert.Null(client.ReadLine());
        await Running.Until(() => !running.Lines.Closed.IsEmpty, "closed");
        Assert.Equal(CloseReason.SessionClosed, running.Lines.Closed.Single().Reason);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Wakes_from_many_threads_reach_every_session_and_none_is_lost(Way way)
    {
        await using var running = await Running.StartAsync(way);
        var clients = Enumerable.Range(0, 20).Select(_ => running.Connect()).ToList();
        for (var round = 0; round < 50; round++)
        {
            clients.ForEach(c => c.Send("wait\nping\n"));
            await Running.Until(() => running.Server.Connections().Count(c => c.State == ConnectionState.AwaitingWake) == 20, "all wait");
            Parallel.ForEach(running.Lines.Sessions.Values, s => s.Connection.Wake());
            foreach (var client in clients)
                Assert.Equal(["woken", "pong"], [client.ReadLine(), client.ReadLine()]);
        }

        Assert.Equal(0, running.Lines.Overlaps);
        Assert.Empty(running.Lines.Failures);
        clients.ForEach(c => c.Dispose());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Wakes_merge_but_the_last_one_always_arrives(Way way)
    {
        await using var running = await Running.StartAsync(way);
        using var client = running.Connect();
        Assert.Equal("pong", client.Ask("ping"));
        var session = running.Lines.Sessions.Values.Single();
        Parallel.For(0, 10_000, _ => session.Connection.Wake());
        client.Send("echo end\n");
        while (client.ReadLine() != "end")
            Assert.True(session.Wakes > 0);
        // Input that came at the same time may go first.
        await Running.Until(() => session.Wakes > 0, "woken");
        Assert.InRange(session.Wakes, 1, 10_000);
        session.Connection.Wake();
        Assert.Equal("woken", client.ReadLine());
        Assert.Equal(0, running.Lines.Overlaps);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Abort_closes_from_another_thread(Way way)
    {
        await using var running = await Running.StartAsync(way);
        using var client = running.Connect();
        Assert.Equal("pong", client.Ask("ping"));
        running.Lines.Sessions.Values.Single().Connection.Abort();
        Assert.True(client.ReadToEnd(out _));
        await Running.Until(() => !running.Lines.Closed.IsEmpty, "closed");
        Assert.Equal(CloseReason.Aborted, running.Lines.Closed.Single().Reason);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task The_open_connections_can_be_listed(Way way)
    {
        var time = new TestTime();
        await using var running = await Running.StartAsync(way, time: time);
        using var client = running.Connect();
        Assert.Equal("pong", client.Ask("ping"));
        await Running.Until(
            () => running.Server.Connections() is [{ State: ConnectionState.Reading, OutputBytes: 0 }],
            "reading again and active for the last time, a moment after the reply left");
        time.Advance(TimeSpan.FromSeconds(7));
        var info = Assert.Single(running.Server.Connections());
        Assert.Equal(client.Socket.LocalEndPoint, info.Remote);
        Assert.Equal(running.Address, info.Local);
        Assert.Equal(ConnectionState.Reading, info.State);
        Assert.InRange(info.IdleSeconds, 6, 7);
        await Running.Until(() => running.Server.Stats().Total.BytesWritten == 5, "counted, which comes after the bytes have left");
    }

    private static void Flood(Client client, int commands)
    {
        var batch = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("big 1000\n", 100)));
        try
        {
            for (var i = 0; i < commands; i += 100)
                client.Stream.Write(batch);
        }
        catch (IOException)
        {
            // The server has closed: what the test waits for.
        }
    }
}
