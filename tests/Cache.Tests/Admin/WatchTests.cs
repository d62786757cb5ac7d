using System.Net;
using System.Text;
using FromScratch.Cache.Admin;
using FromScratch.Cache.Admin.Watch;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.Core.Buffers;
using FromScratch.TestKit.Sessions;
using FromScratch.Transport;

namespace FromScratch.Cache.Tests.Admin;

public sealed class WatchTests
{
    private const string Ts = "ts=1767225600.000000";

    [Fact]
    public void A_watcher_of_fetchers_reads_lookups()
    {
        using var fixture = new AdminFixture();
        var watcher = Watch(fixture, "watch");
        var client = new FakeConnection { Id = 24 };
        fixture.Context.Observer!.Fetched(client, "a:b"u8, FetchOutcome.Found, 3);
        fixture.Context.Observer!.Fetched(client, "nope"u8, FetchOutcome.NotFound, 0);
        Assert.True(fixture.Connection.WakeAsked);
        Assert.Equal(
            $"{Ts} gid=1 type=item_get key=a%3Ab status=found clsid=1 cfd=24 size=3\n" +
            $"{Ts} gid=2 type=item_get key=nope status=not_found clsid=0 cfd=24 size=0\n",
            Drain(watcher));
        Assert.Equal("", Drain(watcher));
    }

    [Theory]
    [InlineData(MutationCommand.Set, StoreStatus.Stored, 60, "status=stored cmd=set ttl=60")]
    [InlineData(MutationCommand.Add, StoreStatus.NotStored, 0, "status=not_stored cmd=add ttl=0")]
    [InlineData(MutationCommand.Replace, StoreStatus.NotStored, 0, "status=not_stored cmd=replace ttl=0")]
    [InlineData(MutationCommand.Append, StoreStatus.Stored, 5, "status=stored cmd=append ttl=5")]
    [InlineData(MutationCommand.Prepend, StoreStatus.OutOfMemory, 0, "status=no_memory cmd=prepend ttl=0")]
    [InlineData(MutationCommand.Cas, StoreStatus.Exists, 0, "status=exists cmd=cas ttl=0")]
    [InlineData(MutationCommand.Cas, StoreStatus.NotFound, 0, "status=not_found cmd=cas ttl=0")]
    [InlineData(MutationCommand.Set, StoreStatus.TooLarge, -1, "status=too_large cmd=set ttl=-1")]
    public void A_watcher_of_mutations_reads_stores(MutationCommand command, StoreStatus status, long exptime, string told)
    {
        using var fixture = new AdminFixture();
        var watcher = Watch(fixture, "watch mutations");
        fixture.Context.Observer!.Mutated(new FakeConnection { Id = 9 }, "k"u8, command, status, fixture.Engine.Clock.ExpiryOf(exptime), 2);
        Assert.Equal($"{Ts} gid=1 type=item_store key=k {told} clsid=1 cfd=9 size=2\n", Drain(watcher));
    }

    [Fact]
    public void A_watcher_of_deletions_reads_removals_that_removed_something()
    {
        using var fixture = new AdminFixture();
        var watcher = Watch(fixture, "watch deletions");
        var observer = fixture.Context.Observer!;
        observer.Deleted(fixture.Connection, "a"u8, DeletionCommand.Delete, DeleteStatus.Deleted);
        observer.Deleted(fixture.Connection, "b"u8, DeletionCommand.Delete, DeleteStatus.NotFound);
        observer.Deleted(fixture.Connection, "c"u8, DeletionCommand.MetaDelete, DeleteStatus.Deleted);
        Assert.Equal($"{Ts} gid=1 type=deleted key=a cmd=delete clsid=1\n{Ts} gid=2 type=deleted key=c cmd=md clsid=1\n", Drain(watcher));
    }

    [Fact]
    public void A_watcher_of_evictions_reads_what_had_to_go()
    {
        using var fixture = new AdminFixture(memoryBytes: 8 << 20);
        var watcher = Watch(fixture, "watch evictions");
        var value = new string('x', 100_000);
        for (var i = 0; i < 120; i++)
            fixture.Set($"e{i}", value);
        var first = Drain(watcher).Split('\n')[0];
        Assert.Equal($"{Ts} gid=1 type=eviction key=e0 fetch=no ttl=-1 la=0 clsid=1 size=100000", first);
        watcher.Closed();
        Assert.Null(fixture.Engine.EvictionObserver);
    }

    [Fact]
    public void A_watcher_of_connections_reads_who_comes_and_goes()
    {
        using var fixture = new AdminFixture();
        var watcher = Watch(fixture, "watch connevents");
        var peer = new FakeConnection { Id = 25, RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 42878) };
        fixture.Admin.Connections.Opened(peer);
        fixture.Admin.Connections.Closed(peer, CloseReason.PeerClosed);
        fixture.Admin.Connections.Closed(new FakeConnection { Id = 26 }, CloseReason.IdleTimeout);
        Assert.Equal(
            $"{Ts} gid=1 type=conn_new rip=127.0.0.1 rport=42878 transport=tcp cfd=25\n" +
            $"{Ts} gid=2 type=conn_close rip=127.0.0.1 rport=42878 transport=tcp reason=normal cfd=25\n" +
            $"{Ts} gid=3 type=conn_close rip=unix rport=0 transport=local reason=idle_timeout cfd=26\n",
            Drain(watcher));
    }

    [Fact]
    public void Each_watcher_reads_its_own_kinds_under_one_numbering()
    {
        using var fixture = new AdminFixture();
        var fetchers = Watch(fixture, "watch fetchers");
        var both = Watch(fixture, "watch fetchers mutations");
        var observer = fixture.Context.Observer!;
        observer.Fetched(fixture.Connection, "a"u8, FetchOutcome.NotFound, 0);
        observer.Mutated(fixture.Connection, "a"u8, MutationCommand.Set, StoreStatus.Stored, Expiry.Never, 1);
        observer.Fetched(fixture.Connection, "a"u8, FetchOutcome.Found, 1);
        Assert.Equal([1, 3], Gids(Drain(fetchers)));
        Assert.Equal([1, 2, 3], Gids(Drain(both)));
    }

    [Fact]
    public void Numbers_rise_when_several_loops_log_at_once()
    {
        using var fixture = new AdminFixture();
        var watcher = Watch(fixture, "watch fetchers");
        var observer = fixture.Context.Observer!;
        Parallel.For(0, 400, _ => observer.Fetched(fixture.Connection, "key"u8, FetchOutcome.Found, 1));
        Assert.Equal(Enumerable.Range(1, 400), Gids(Drain(watcher)));
    }

    [Fact]
    public void A_slow_watcher_loses_lines_and_is_told_how_many()
    {
        using var fixture = new AdminFixture();
        var watcher = Watch(fixture, "watch fetchers");
        var observer = fixture.Context.Observer!;
        var published = 0;
        for (; fixture.Admin.Watch.LinesSkipped < 7; published++)
            observer.Fetched(fixture.Connection, "some-key"u8, FetchOutcome.Found, 1);
        var kept = Drain(watcher);
        Assert.InRange(kept.Length, Watcher.WatcherBytesMax - 200, Watcher.WatcherBytesMax);
        Assert.Equal(published - 7, Gids(kept).Length);
        observer.Fetched(fixture.Connection, "some-key"u8, FetchOutcome.Found, 1);
        var rest = Drain(watcher);
        Assert.StartsWith($"skipped=7\n{Ts} gid={published + 1} ", rest, StringComparison.Ordinal);

        var stats = fixture.Stats();
        Assert.Equal("7", stats["log_watcher_skipped"]);
        Assert.Equal((published + 1).ToString(), stats["log_worker_written"]);
        Assert.Equal((published - 6).ToString(), stats["log_watcher_sent"]);
        Assert.Equal("1", stats["log_watchers"]);
    }

    [Fact]
    public void A_watcher_whose_output_is_full_keeps_its_lines()
    {
        using var fixture = new AdminFixture();
        var watcher = Watch(fixture, "watch fetchers");
        fixture.Context.Observer!.Fetched(fixture.Connection, "k"u8, FetchOutcome.Found, 1);
        var full = new OutputBuffer(softLimitBytes: 1);
        full.Write("x"u8);
        watcher.Drain(full);
        Assert.Equal(1, full.Length);
        Assert.Single(Gids(Drain(watcher)));
    }

    [Fact]
    public void Nobody_is_observed_once_the_last_watcher_has_gone()
    {
        using var fixture = new AdminFixture();
        Assert.Null(fixture.Context.Observer);
        var first = Watch(fixture, "watch fetchers");
        var second = Watch(fixture, "watch mutations");
        first.Closed();
        Assert.NotNull(fixture.Context.Observer);
        second.Closed();
        Assert.Null(fixture.Context.Observer);
        Assert.Equal("0", fixture.Stats()["log_watchers"]);
    }

    [Fact]
    public void Watchers_are_limited()
    {
        using var fixture = new AdminFixture();
        for (var i = 0; i < WatchHub.WatchersMax; i++)
            Watch(fixture, "watch");
        Assert.Equal("WATCHER_TOO_MANY log watcher limit reached\r\n", fixture.Send("watch"));
        Assert.Equal(1, fixture.Admin.Watch.WatchersRefused);
    }

    [Theory]
    [InlineData("watch foo", "ERROR\r\n")]
    [InlineData("watch fetchers foo", "ERROR\r\n")]
    [InlineData("watch rawcmds", "OK\r\n")]
    [InlineData("watch sysevents", "OK\r\n")]
    [InlineData("watch proxyreqs", "OK\r\n")]
    [InlineData("watch fetchers noreply", "")]
    public void Watch_answers_as_memcached(string line, string reply)
    {
        using var fixture = new AdminFixture();
        Assert.Equal(reply, fixture.Send(line));
    }

    [Fact]
    public void Watching_can_be_forbidden()
    {
        using var fixture = new AdminFixture(options => options.WatchDisabled = true);
        Assert.Equal("CLIENT_ERROR watch commands not allowed\r\n", fixture.Send("watch fetchers"));
    }

    [Fact]
    public void The_longest_key_of_the_worst_bytes_fits_a_line()
    {
        using var fixture = new AdminFixture();
        var watcher = Watch(fixture, "watch mutations");
        var key = Enumerable.Repeat((byte)0xFF, 250).ToArray();
        fixture.Context.Observer!.Mutated(
            new FakeConnection { Id = long.MaxValue }, key, MutationCommand.Replace, StoreStatus.NotStored,
            new Expiry(uint.MaxValue), int.MaxValue);
        Assert.Contains(string.Concat(Enumerable.Repeat("%FF", 250)), Drain(watcher), StringComparison.Ordinal);
    }

    private static IWatcher Watch(AdminFixture fixture, string line)
    {
        var watcher = fixture.Execute(line).Watcher;
        Assert.NotNull(watcher);
        return watcher;
    }

    private static string Drain(IWatcher watcher)
    {
        var output = new OutputBuffer();
        watcher.Drain(output);
        return Encoding.Latin1.GetString(output.Written);
    }

    private static int[] Gids(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line.Split(' ')[1].AsSpan("gid=".Length)))];
}
