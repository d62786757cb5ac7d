using FromScratch.Core;
using FromScratch.KeyValue.Client;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>Three nodes in this process whose clocks are hours apart, and jump.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly WrongClock[] _clocks = [new(TimeSpan.FromHours(-1)), new(TimeSpan.Zero), new(TimeSpan.FromHours(1))];
    private GroupInProcess _group = null!;

    private IReadOnlyList<KeyValueServer> Servers => _group.Servers;

    public async ValueTask InitializeAsync() => _group = await GroupInProcess.StartAsync(time: node => _clocks[node]);

    public ValueTask DisposeAsync() => _group.DisposeAsync();

    [Fact]
    public void NodesAgreeWhateverTheirClocksSay()
    {
        var random = new SeededRandom(3);
        var counts = new long[5];
        for (var round = 0; round < 6; round++)
        {
            var leader = round % 3;
            _group.LeadBy(leader);
            _clocks[random.NextInt32(3)].Offset = TimeSpan.FromMinutes(random.NextInt32(240) - 120);
            using var client = RespConnection.Connect("127.0.0.1", Servers[leader].EndPoint.Port, Patience);
            for (var number = 0; number < 100; number++)
            {
                var counter = random.NextInt32(counts.Length);
                if (client.Ask("INCR", $"n{counter}").Integer == counts[counter] + 1)
                    counts[counter]++;
                else
                    Assert.Fail($"round {round}: n{counter} is not {counts[counter] + 1}");
                client.Ask("SET", $"brief{random.NextInt32(50)}", $"{number}", "PX", $"{1 + random.NextInt32(20)}");
                client.Ask("SET", $"long{random.NextInt32(50)}", $"{number}", "EX", $"{3600 + random.NextInt32(7200)}");
            }

            // Time does not go back for whoever writes, so what is set to last lasts from then on.
            client.Ask("SET", "fresh", "1", "PX", "600000");
            Assert.InRange(client.Ask("PTTL", "fresh").Integer, 1, 600_000);
        }

        Assert.True(
            SpinWait.SpinUntil(() => Servers.Select(GroupInProcess.Digest).Distinct().Count() == 1, Patience), "they have different keys");
        for (var counter = 0; counter < counts.Length; counter++)
        {
            foreach (var server in Servers)
            {
                using var client = RespConnection.Connect("127.0.0.1", server.EndPoint.Port, Patience);
                Assert.Equal($"{counts[counter]}", client.Ask("GET", $"n{counter}").Text);
            }
        }
    }

    /// <summary>The calendar is off; what has passed is measured rightly.</summary>
    private sealed class WrongClock(TimeSpan offset) : TimeProvider
    {
        private long _offsetTicks = offset.Ticks;

        public TimeSpan Offset
        {
            get => new(Interlocked.Read(ref _offsetTicks));
            set => Interlocked.Exchange(ref _offsetTicks, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
