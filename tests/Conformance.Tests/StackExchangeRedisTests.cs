using System.Globalization;
using FromScratch.Conformance.Tests.Servers;
using StackExchange.Redis;

namespace FromScratch.Conformance.Tests;

/// <summary>.NET's usual client, over both versions of the protocol.</summary>
public sealed class StackExchangeRedisTests
{
    public static TheoryData<ServerKind, RedisProtocol> Servers => new()
    {
        { ServerKind.KeyValue, RedisProtocol.Resp2 },
        { ServerKind.KeyValue, RedisProtocol.Resp3 },
        { ServerKind.Redis, RedisProtocol.Resp2 },
        { ServerKind.Redis, RedisProtocol.Resp3 },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task It_recognises_the_server_reads_and_writes(ServerKind kind, RedisProtocol protocol)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        await using var client = await Connect(server, protocol);
        var endpoint = client.GetServer(server.EndPoint);
        Assert.Equal((ServerType.Standalone, new Version(7, 0, 15), false, protocol),
            (endpoint.ServerType, endpoint.Version, endpoint.IsReplica, endpoint.Protocol));

        var database = client.GetDatabase();
        Assert.True(await database.StringSetAsync("a", "one"));
        Assert.False(await database.StringSetAsync("a", "two", when: When.NotExists));
        Assert.Equal("one", await database.StringGetAsync("a"));
        Assert.True((await database.StringGetAsync("nothing")).IsNull);
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await database.StringSetAsync("bytes", bytes, TimeSpan.FromSeconds(100));
        Assert.Equal(bytes, (byte[]?)await database.StringGetAsync("bytes"));
        Assert.InRange((await database.KeyTimeToLiveAsync("bytes"))!.Value.TotalSeconds, 1, 100);
        Assert.Equal(42, await database.StringIncrementAsync("n", 42));
        Assert.Equal(1.5, await database.StringIncrementAsync("f", 1.5));
        await database.HashSetAsync("h", [new("x", 1), new("y", "two")]);
        Assert.Equal(["x=1", "y=two"], (await database.HashGetAllAsync("h")).Select(entry => $"{entry.Name}={entry.Value}").Order());
        var wrong = await Assert.ThrowsAsync<RedisServerException>(() => database.StringGetAsync("h"));
        Assert.Equal("WRONGTYPE Operation against a key holding the wrong kind of value", wrong.Message);
        Assert.Equal(2, await database.KeyDeleteAsync(["a", "n", "nothing"]));
        Assert.Equal(3, await endpoint.DatabaseSizeAsync());
        Assert.Equal(["bytes", "f", "h"], endpoint.Keys(pageSize: 2).Select(key => (string)key!).Order());
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Ten_thousand_commands_at_once_are_answered_each_with_its_own(ServerKind kind, RedisProtocol protocol)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        await using var client = await Connect(server, protocol);
        var database = client.GetDatabase();
        const int Count = 5000;
        var sets = Enumerable.Range(0, Count).Select(i => database.StringSetAsync($"k{i}", i)).ToList();
        var gets = Enumerable.Range(0, Count).Select(i => database.StringGetAsync($"k{i}")).ToList();
        Assert.All(await Task.WhenAll(sets), Assert.True);
        Assert.Equal(Enumerable.Range(0, Count), (await Task.WhenAll(gets)).Select(value => (int)value));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_transaction_is_carried_out_when_its_conditions_hold(ServerKind kind, RedisProtocol protocol)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        await using var client = await Connect(server, protocol);
        var database = client.GetDatabase();
        await database.StringSetAsync("a", 1);

        var good = database.CreateTransaction();
        good.AddCondition(Condition.StringEqual("a", 1));
        good.AddCondition(Condition.KeyNotExists("b"));
        var counted = good.StringIncrementAsync("a");
        var stored = good.HashSetAsync("h", "x", 1);
        Assert.True(await good.ExecuteAsync());
        Assert.Equal((2, true), (await counted, await stored));

        var bad = database.CreateTransaction();
        bad.AddCondition(Condition.StringEqual("a", 1));
        var never = bad.StringIncrementAsync("a", 100);
        Assert.False(await bad.ExecuteAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
        Assert.Equal(2, await database.StringGetAsync("a"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Counters_that_many_transactions_fight_over_lose_nothing(ServerKind kind, RedisProtocol protocol)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        await using var client = await Connect(server, protocol);
        var database = client.GetDatabase();
        await database.StringSetAsync("a", 0);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => CountUp(database)));
        Assert.Equal(100, await database.StringGetAsync("a"));

        static async Task CountUp(IDatabase database)
        {
            for (var done = 0; done < 20;)
            {
                var before = (int)await database.StringGetAsync("a");
                var transaction = database.CreateTransaction();
                transaction.AddCondition(Condition.StringEqual("a", before));
                _ = transaction.StringSetAsync("a", before + 1);
                if (await transaction.ExecuteAsync())
                    done++;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Messages_arrive_in_order_by_channel_and_by_pattern(ServerKind kind, RedisProtocol protocol)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        await using var client = await Connect(server, protocol);
        var subscriber = client.GetSubscriber();
        var plain = await subscriber.SubscribeAsync(RedisChannel.Literal("news"));
        var pattern = await subscriber.SubscribeAsync(RedisChannel.Pattern("n*s"));
        for (var i = 0; i < 100; i++)
            Assert.Equal(2, await subscriber.PublishAsync(RedisChannel.Literal("news"), i));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(i, (await plain.ReadAsync(TestContext.Current.CancellationToken)).Message);
            Assert.Equal(i, (await pattern.ReadAsync(TestContext.Current.CancellationToken)).Message);
        }

        await plain.UnsubscribeAsync();
        await pattern.UnsubscribeAsync();
        Assert.Equal(0, await subscriber.PublishAsync(RedisChannel.Literal("news"), "nobody"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task It_comes_back_by_itself_when_the_server_was_killed_and_finds_what_it_wrote(ServerKind kind, RedisProtocol protocol)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        await using var client = await Connect(server, protocol);
        var database = client.GetDatabase();
        Assert.True(await database.StringSetAsync("kept", "before"));
        var restored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ConnectionRestored += (_, e) =>
        {
            if (e.ConnectionType == ConnectionType.Interactive)
                restored.TrySetResult();
        };

        await server.KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => database.PingAsync());
        await server.StartAgainAsync();
        await restored.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("before", await database.StringGetAsync("kept"));
        Assert.True(await database.StringSetAsync("kept", "after"));
    }

    private static Task<ConnectionMultiplexer> Connect(ConformanceServer server, RedisProtocol protocol)
    {
        var options = ConfigurationOptions.Parse(string.Create(CultureInfo.InvariantCulture, $"{ConformanceServer.Address}:{server.Port}"));
        options.Protocol = protocol;
        options.AllowAdmin = true;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = 10_000;
        options.SyncTimeout = options.AsyncTimeout = 20_000;
        options.ReconnectRetryPolicy = new LinearRetry(50);
        return ConnectionMultiplexer.ConnectAsync(options);
    }
}
