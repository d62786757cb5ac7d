namespace FromScratch.Transport.Tests;

/// <summary>Dialled connections that go from one loop to the other.</summary>
public sealed class RelayGivingTests
{
    public static TheoryData<Way> Drivers => [Way.Epoll, Way.EpollTls];

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_quiet_connection_goes_to_another_loop_and_back_and_serves_there(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var back = await running.DialAsync(front);
        using var server = await running.AcceptAsync();
        await Running.Until(() => !back.Events.IsEmpty, "connected");
        for (var i = 0; i < 20; i++)
        {
            var next = await GiveAsync(back, 1 - back.Connection.LoopIndex);
            Assert.Equal($"given on {1 - back.Connection.LoopIndex}", Assert.Single(next.Events));
            server.Send($"answer {i}");
            await Running.Until(() => next.Received == $"answer {i}", "received");
            next.Do(() => next.Push($"question {i}\n"));
            Assert.Equal($"question {i}", server.ReadLine());
            // The one before hears nothing, and what is done to it does nothing.
            back.Connection.Wake();
            back.Connection.Abort();
            Assert.DoesNotContain(back.Events, text => text.StartsWith("closed", StringComparison.Ordinal));
            back = next;
        }

        server.Finish();
        await Running.Until(() => back.Events.Contains("finished"), "the end is seen there");
        Assert.Empty(running.Failures);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task What_comes_while_it_goes_is_not_lost(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        for (var i = 0; i < 50; i++)
        {
            var back = await running.DialAsync(front);
            using var server = await running.AcceptAsync();
            await Running.Until(() => !back.Events.IsEmpty, "connected");
            var sending = Task.Run(() => server.Send("hello"), TestContext.Current.CancellationToken);
            var next = new RelayEnd();
            var (isDone, isGiven) = (false, false);
            back.Do(() => (isGiven, isDone) = (back.Connection.TryGive(1 - back.Connection.LoopIndex, next), true));
            await Running.Until(() => Volatile.Read(ref isDone), "asked");
            await sending;
            // Too late when it was there before.
            await Running.Until(() => back.Received + next.Received == "hello", "received by one of them");
            server.Dispose();
            var last = isGiven ? next : back;
            await Running.Until(() => last.Events.Contains("finished") || last.Closing.Length > 0, "the end");
        }

        Assert.Empty(running.Failures);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task One_that_is_being_made_or_has_something_to_send_stays(Way way)
    {
        await using var running = await RelayRunning.StartAsync(way);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        var results = new List<bool>();
        var back = await running.DialAsync(front, end =>
        {
            results.Add(end.Connection.TryGive(1 - end.Connection.LoopIndex, new RelayEnd()));
            // An accepted one is never given.
            results.Add(front.Connection.TryGive(1 - front.Connection.LoopIndex, new RelayEnd()));
        });
        using var server = await running.AcceptAsync();
        await Running.Until(() => !back.Events.IsEmpty, "connected");
        var isDone = false;
        back.Do(() =>
        {
            back.Push(new string('x', 8 << 20));
            results.Add(back.Connection.TryGive(1 - back.Connection.LoopIndex, new RelayEnd()));
            back.Push("\n");
            Volatile.Write(ref isDone, true);
        });
        await Running.Until(() => Volatile.Read(ref isDone), "pushed");
        Assert.Equal(8 << 20, server.ReadLine()!.Length);
        Assert.Equal([false, false, false], results);
        Assert.Equal(["connected"], back.Events);
    }

    [Fact]
    public async Task With_sockets_connections_stay_where_they_are()
    {
        await using var running = await RelayRunning.StartAsync(Way.Sockets);
        var (client, front) = await running.OpenAsync();
        using var _ = client;
        Assert.False(front.Connection.CanGive);
        Assert.False(front.Connection.TryGive(1, new RelayEnd()));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_server_that_ends_ends_what_is_on_its_way_too(Way way)
    {
        for (var i = 0; i < 20; i++)
        {
            await using var running = await RelayRunning.StartAsync(way);
            var (client, front) = await running.OpenAsync();
            using var _ = client;
            var back = await running.DialAsync(front);
            using var server = await running.AcceptAsync();
            await Running.Until(() => !back.Events.IsEmpty, "connected");
            back.Do(() => back.Connection.TryGive(1 - back.Connection.LoopIndex, new RelayEnd()));
            await running.Server.DisposeAsync();
            Assert.True(server.ReadToEnd(out var bytes) && bytes == 0);
        }
    }

    private static async Task<RelayEnd> GiveAsync(RelayEnd from, int loop)
    {
        var (to, isGiven) = (new RelayEnd(), false);
        // Not in the moment after a push, when another turn is due.
        await Running.Until(
            () =>
            {
                from.Do(() => isGiven = isGiven || from.Connection.TryGive(loop, to));
                return Volatile.Read(ref isGiven);
            },
            "given away");
        await Running.Until(() => !to.Events.IsEmpty, "given");
        return to;
    }
}
