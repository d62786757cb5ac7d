using FromScratch.LoadGen.Drivers;
using FromScratch.LoadGen.Io;
using FromScratch.LoadGen.Reporting;
using FromScratch.LoadGen.Running;

namespace FromScratch.LoadGen.Tests;

/// <summary>The whole generator against a server in this process; counts, not times.</summary>
public sealed class LoadRunTests
{
    private const int Keys = 500;
    private static readonly Dataset Data = new(new KeyFormat("k", 20), ValueSizes.Fixed(100));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 5, 1)]
    [InlineData(2, 3, 16)]
    public void A_prefilled_population_is_read_without_a_miss(int threads, int connections, int pipeline)
    {
        using var server = new StubMemcached();
        var report = Run(server, threads, connections, Phase(Prefill(threads), 8), Phase(Gets(threads, 3), pipeline, 300));
        Assert.Equal(Keys, server.Count);
        Assert.Equal((300 * threads, 900 * threads, 900 * threads, 0), (report.Requests, report.Keys, report.Hits, report.Misses));
        Assert.True(report.IsClean);
        Assert.Equal(report.Requests, report.Gets.Count);
    }

    [Fact]
    public void An_open_loop_sends_as_many_requests_as_were_asked_for()
    {
        using var server = new StubMemcached();
        var report = Run(server, 1, 4, Phase(Prefill(1), 8), Phase(Gets(1, 1), 1, 200, rate: 20_000));
        Assert.Equal((200, 200, 0), (report.Requests, report.Hits, report.Unsent));
    }

    [Fact]
    public void A_look_aside_stores_what_it_missed()
    {
        using var server = new StubMemcached();
        var scan = new MixSource(new ScanKeys(100, 0), new SeededRandom(1), 0, 10);
        var report = Run(server, 1, 1, Phase([scan], 2, 20, lookAside: true));
        Assert.Equal((20, 100, 100), (report.Requests, report.Hits, report.Misses));
        Assert.Equal(100, report.Stored);
        Assert.Equal(100, server.Count);
    }

    [Fact]
    public void Wrong_bytes_are_counted_and_make_the_report_unclean()
    {
        using var server = new StubMemcached(corrupt: true);
        var report = Run(server, 1, 2, Phase(Prefill(1), 8), Phase(Gets(1, 1), 4, 100));
        Assert.Equal((0, 100), (report.Hits, report.WrongValues));
        Assert.False(report.IsClean);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 5, 16)]
    public void A_RESP_server_is_written_and_read_without_a_miss(int threads, int connections, int pipeline)
    {
        using var server = new StubRedis();
        var mix = Enumerable.Range(0, threads).Select(i => new MixSource(new ZipfKeys(Keys, 0.9), new SeededRandom((ulong)i), 0.5, 1));
        var report = Run(server, threads, connections, Phase(Prefill(threads), 8), Phase([.. mix], pipeline, 300));
        Assert.Equal(Keys, server.Count);
        Assert.Equal((300 * threads, 0, ""), (report.Requests, report.Misses, report.FirstProblem));
        Assert.Equal(report.Requests, report.Hits + report.Stored);
        Assert.Equal((report.Hits, report.Stored), (report.Gets.Count, report.Sets.Count));
        Assert.True(report.Hits > 0 && report.Stored > 0);
    }

    [Fact]
    public void Wrong_bytes_of_a_RESP_server_are_counted()
    {
        using var server = new StubRedis(corrupt: true);
        var report = Run(server, 1, 2, Phase(Prefill(1), 8), Phase(Gets(1, 1), 4, 100));
        Assert.Equal((0, 100, false), (report.Hits, report.WrongValues, report.IsClean));
    }

    [Fact]
    public void An_unreachable_server_is_a_failed_run_and_not_a_hang()
    {
        string address;
        using (var server = new StubMemcached())
            address = server.Address;
        using var run = new LoadRun(Plan(address, 2, 2, Phase(Prefill(2), 8)));
        Assert.Throws<LoadRunFailedException>(() => run.Execute(_ => { }, TestContext.Current.CancellationToken));
    }

    private static LoadReport Run(StubServer server, int threads, int connections, params LoadPhase[] phases)
    {
        var plan = Plan(server.Address, threads, connections, phases);
        if (server is StubRedis)
            plan = plan with { NewDriver = () => new RespDriver(Data) };
        using var run = new LoadRun(plan);
        return ReportBuilder.Build(plan, run.Execute(_ => { }, TestContext.Current.CancellationToken), "test", 1);
    }

    private static LoadPlan Plan(string server, int threads, int connections, params LoadPhase[] phases)
    {
        Assert.True(ServerAddress.TryParse(server, out var address));
        return new LoadPlan
        {
            Server = address!,
            Connections = connections,
            Threads = threads,
            NewDriver = () => new MemcachedTextDriver(Data, 0),
            Phases = phases,
        };
    }

    private static LoadPhase Phase(
        IReadOnlyList<IOperationSource> sources, int pipeline, long? requests = null, double rate = 0, bool lookAside = false) => new()
        {
            Name = "test",
            Sources = sources,
            Pipeline = pipeline,
            RequestsPerThread = requests,
            RatePerSecond = rate,
            LookAside = lookAside,
            Measured = true,
        };

    private static List<IOperationSource> Prefill(int threads) =>
        [.. Enumerable.Range(0, threads).Select(i => new PrefillSource(Keys * i / threads, Keys * (i + 1) / threads))];

    private static List<IOperationSource> Gets(int threads, int keysPerGet) =>
        [.. Enumerable.Range(0, threads).Select(i => new MixSource(new ZipfKeys(Keys, 0.9), new SeededRandom((ulong)i), 0, keysPerGet))];
}
