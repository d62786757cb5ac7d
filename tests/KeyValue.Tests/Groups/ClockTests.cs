using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FromScratch.Core;
using FromScratch.KeyValue.Client;
using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Groups;

/// <summary>Three nodes in this process whose clocks are hours apart, and jump.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Names = ["a", "b", "c"];
    private readonly TempDirectory _directory = new();
    private readonly WrongClock[] _clocks = [new(TimeSpan.FromHours(-1)), new(TimeSpan.Zero), new(TimeSpan.FromHours(1))];
    private readonly List<KeyValueServer> _servers = [];

    public async ValueTask InitializeAsync()
    {
        var ports = FreePorts(6);
        var peers = string.Join(',', Names.Select((name, node) => string.Create(CultureInfo.InvariantCulture, $"{name}=127.0.0.1:{ports[3 + node]}")));
        for (var node = 0; node < 3; node++)
        {
            var options = new KeyValueOptions
            {
                Port = ports[node], Dir = _directory.File(Names[node]), NodeId = Names[node], ReplicationPort = ports[3 + node], Peers = peers,
            };
            _servers.Add(await KeyValueServer.StartAsync(options, _clocks[node]));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public void NodesAgreeWhateverTheirClocksSay()
    {
        var random = new SeededRandom(3);
        var counts = new long[5];
        for (var round = 0; round < 6; round++)
        {
            var leader = LeadBy(round % 3);
            _clocks[random.NextInt32(3)].Offset = TimeSpan.FromMinutes(random.NextInt32(240) - 120);
            using var client = RespConnection.Connect("127.0.0.1", _servers[leader].EndPoint.Port, Patience);
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

        Assert.True(SpinWait.SpinUntil(() => _servers.Select(Digest).Distinct().Count() == 1, Patience), "they have different keys");
        for (var counter = 0; counter < counts.Length; counter++)
        {
            foreach (var server in _servers)
            {
                using var client = RespConnection.Connect("127.0.0.1", server.EndPoint.Port, Patience);
                Assert.Equal($"{counts[counter]}", client.Ask("GET", $"n{counter}").Text);
            }
        }
    }

    private static UInt128 Digest(KeyValueServer server)
    {
        lock (server.Store.Gate)
            return server.Store.Keys.Digest();
    }

    /// <summary>Has that one lead, and returns it.</summary>
    private int LeadBy(int node)
    {
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    var leader = _servers.FindIndex(server => server.Store.IsLeader);
                    if (leader == node)
                        return true;
                    if (leader >= 0)
                        _servers[leader].Store.Group!.TryTransfer(Names[node]);
                    return false;
                },
                Patience),
            $"{Names[node]} does not come to lead");
        return node;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
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
