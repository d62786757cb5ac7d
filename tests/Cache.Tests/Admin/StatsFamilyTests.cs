using FromScratch.Cache.Admin.Stats;
using FromScratch.Cache.Admin.Watch;
using FromScratch.Cache.Engine;
using FromScratch.Cache.Session;
using FromScratch.TestKit.Sessions;

namespace FromScratch.Cache.Tests.Admin;

public sealed class StatsFamilyTests
{
    /// <summary>What memcached 1.6.45 prints, in its order, of what can be set here; then our own.</summary>
    private const string SettingsNames =
        "maxbytes maxconns tcpport udpport inter verbosity evictions domain_socket umask shutdown_command num_threads " +
        "stat_key_prefix detail_enabled reqs_per_event cas_enabled tcp_backlog binding_protocol auth_enabled_sasl " +
        "auth_enabled_ascii item_size_max maxconns_fast lru_crawler lru_crawler_sleep lru_crawler_tocrawl flush_enabled " +
        "dump_enabled idle_timeout watcher_logbuf_size track_sizes ssl_enabled ssl_chain_cert ssl_key ssl_verify_mode ssl_ca_cert " +
        "ssl_min_version memory_file client_flags_size eviction_policy";

    [Fact]
    public void Settings_have_memcacheds_names()
    {
        using var fixture = new AdminFixture();
        Assert.Equal(SettingsNames.Split(' '), fixture.Stats("settings").Keys);
    }

    [Fact]
    public void Settings_show_the_options()
    {
        using var fixture = new AdminFixture(options =>
        {
            options.Port = 11311;
            options.EvictionDisabled = true;
            options.FlushDisabled = true;
            options.CasDisabled = true;
            options.Eviction = EvictionPolicyKind.S3Fifo;
            options.UnixSocketMode = 0x1FF;
        });
        var settings = fixture.Stats("settings");
        Assert.Equal("11311", settings["tcpport"]);
        Assert.Equal("127.0.0.1", settings["inter"]);
        Assert.Equal("off", settings["evictions"]);
        Assert.Equal("no", settings["flush_enabled"]);
        Assert.Equal("no", settings["cas_enabled"]);
        Assert.Equal("s3fifo", settings["eviction_policy"]);
        Assert.Equal("777", settings["umask"]);
        Assert.Equal("auto-negotiate", settings["binding_protocol"]);
    }

    [Theory]
    [InlineData(0, 2, "0", "tlsv1.2")]
    [InlineData(1, 2, "1", "tlsv1.2")]
    [InlineData(2, 3, "3", "tlsv1.3")]
    [InlineData(3, 3, "7", "tlsv1.3")]
    public void Settings_show_tls_as_memcached_does(int verifyMode, int minVersion, string shownMode, string shownVersion)
    {
        using var fixture = new AdminFixture(options => (options.TlsVerifyMode, options.TlsMinVersion) = (verifyMode, minVersion));
        var settings = fixture.Stats("settings");
        Assert.Equal((shownMode, shownVersion), (settings["ssl_verify_mode"], settings["ssl_min_version"]));
    }

    [Fact]
    public void An_empty_cache_has_no_class()
    {
        using var fixture = new AdminFixture();
        Assert.Equal("END\r\n", fixture.Send("stats items"));
        Assert.Equal("0", fixture.Stats("slabs")["active_slabs"]);
        Assert.Equal("END\r\n", fixture.Send("stats extstore"));
    }

    [Fact]
    public void One_class_holds_every_item()
    {
        using var fixture = new AdminFixture();
        for (var i = 0; i < 10; i++)
            fixture.Set($"key{i}", new string('x', 100 * i));
        var items = fixture.Stats("items");
        Assert.Equal("10", items["items:1:number"]);
        Assert.Equal(fixture.Stats()["bytes"], items["items:1:mem_requested"]);
        Assert.Equal("0", items["items:1:evicted"]);
    }

    [Fact]
    public void The_arithmetic_of_slab_tools_comes_out_right()
    {
        using var fixture = new AdminFixture();
        for (var i = 0; i < 1000; i++)
            fixture.Set($"key{i}", new string('x', 100));
        fixture.Context.CountersByLoop[1].GetHits = 5;
        var slabs = fixture.Stats("slabs");
        Assert.Equal("1", slabs["active_slabs"]);
        Assert.Equal("1000", slabs["1:used_chunks"]);
        Assert.Equal("5", slabs["1:get_hits"]);
        var used = long.Parse(slabs["1:used_chunks"]);
        var total = long.Parse(slabs["1:total_chunks"]);
        Assert.Equal(total - used, long.Parse(slabs["1:free_chunks"]));
        var requested = long.Parse(slabs["1:mem_requested"]);
        Assert.InRange(long.Parse(slabs["1:chunk_size"]) * used, requested, requested + used);
        Assert.True(total * long.Parse(slabs["1:chunk_size"]) <= long.Parse(slabs["1:total_pages"]) << 20);
    }

    [Fact]
    public void Sizes_are_counted_only_while_enabled()
    {
        using var fixture = new AdminFixture();
        fixture.Set("a", "x");
        fixture.Set("b", "y");
        fixture.Set("c", new string('x', 500));
        Assert.Equal("STAT sizes_status disabled\r\nEND\r\n", fixture.Send("stats sizes"));
        Assert.Equal("STAT sizes_status enabled\r\n", fixture.Send("stats sizes_enable"));
        var sizes = fixture.Stats("sizes");
        Assert.Equal(["2", "1"], sizes.Values);
        Assert.All(sizes.Keys, size => Assert.Equal(0, int.Parse(size) % 32));
        Assert.Equal("STAT sizes_status disabled\r\n", fixture.Send("stats sizes_disable"));
        Assert.Equal("STAT sizes_status disabled\r\nEND\r\n", fixture.Send("stats sizes"));
    }

    [Fact]
    public void Sizes_can_be_on_from_the_start()
    {
        using var fixture = new AdminFixture(options => options.TrackSizes = true);
        fixture.Set("a", "x");
        Assert.Equal("yes", fixture.Stats("settings")["track_sizes"]);
        Assert.Equal(["1"], fixture.Stats("sizes").Values);
        Assert.Equal("STAT sizes_status enabled\r\n", fixture.Send("stats sizes_enable"));
        Assert.Equal("STAT sizes_status disabled\r\n", fixture.Send("stats sizes_disable"));
        Assert.Equal("no", fixture.Stats("settings")["track_sizes"]);
    }

    [Fact]
    public void Sizes_cannot_be_switched_on_without_cas_ids()
    {
        using var fixture = new AdminFixture(options => options.CasDisabled = true);
        Assert.Equal("STAT sizes_status error\r\nSTAT sizes_error cas_support_disabled\r\n", fixture.Send("stats sizes_enable"));
        Assert.Equal("STAT sizes_status disabled\r\nEND\r\n", fixture.Send("stats sizes"));
    }

    [Fact]
    public void Connections_are_told_with_their_addresses_and_states()
    {
        using var fixture = new AdminFixture();
        Assert.NotNull(fixture.Admin.Watch.TryAdd(WatchKinds.Fetchers, new FakeConnection { Id = 8 }));
        Assert.Equal(
            """
            STAT 1:addr tcp:127.0.0.1:11211
            STAT 1:state conn_listening
            STAT 1:secs_since_last_cmd 60
            STAT 7:addr tcp:127.0.0.1:50000
            STAT 7:listen_addr tcp:127.0.0.1:11211
            STAT 7:state conn_read
            STAT 7:secs_since_last_cmd 5
            STAT 8:addr tcp6:[::1]:50001
            STAT 8:listen_addr tcp6:[::1]:11211
            STAT 8:state conn_watch
            STAT 8:secs_since_last_cmd 0
            END

            """.ReplaceLineEndings("\r\n"),
            fixture.Send("stats conns"));
    }

    [Theory]
    [InlineData("stats detail")]
    [InlineData("stats detail foo")]
    public void Detail_wants_a_verb(string line)
    {
        using var fixture = new AdminFixture();
        Assert.Equal("CLIENT_ERROR usage: stats detail on|off|dump\r\n", fixture.Send(line));
    }

    [Fact]
    public void Detail_counts_by_prefix_while_it_is_on()
    {
        using var fixture = new AdminFixture();
        Assert.Null(fixture.Context.Observer);
        Assert.Equal("OK\r\n", fixture.Send("stats detail on"));
        var observer = fixture.Context.Observer!;
        observer.Fetched(fixture.Connection, "foo:a"u8, FetchOutcome.Found, 3);
        observer.Fetched(fixture.Connection, "foo:b"u8, FetchOutcome.NotFound, 0);
        observer.Fetched(fixture.Connection, "plain"u8, FetchOutcome.Found, 3);
        observer.Mutated(fixture.Connection, "foo:a"u8, MutationCommand.Set, StoreStatus.Stored, Expiry.Never, 3);
        observer.Deleted(fixture.Connection, "foo:a"u8, DeletionCommand.Delete, DeleteStatus.NotFound);
        Assert.Equal("PREFIX foo get 2 hit 1 set 1 del 1\r\nEND\r\n", fixture.Send("stats detail dump"));
        Assert.Equal("OK\r\n", fixture.Send("stats detail off"));
        Assert.Null(fixture.Context.Observer);
        Assert.Equal("PREFIX foo get 2 hit 1 set 1 del 1\r\nEND\r\n", fixture.Send("stats detail dump"));
        fixture.Send("stats reset");
        Assert.Equal("END\r\n", fixture.Send("stats detail dump"));
    }

    [Fact]
    public void Detail_can_be_on_from_the_start_with_another_delimiter()
    {
        using var fixture = new AdminFixture(options =>
        {
            options.DetailStats = true;
            options.PrefixDelimiter = "/";
        });
        fixture.Context.Observer!.Fetched(fixture.Connection, "a:b/c"u8, FetchOutcome.Found, 3);
        Assert.Equal("PREFIX a:b get 1 hit 1 set 0 del 0\r\nEND\r\n", fixture.Send("stats detail dump"));
    }

    [Fact]
    public void Prefixes_beyond_the_limit_are_left_out_and_counted()
    {
        var prefixes = new PrefixStats(new CacheOptions { DetailStats = true });
        for (var i = 0; i < PrefixStats.PrefixesMax + 5; i++)
            prefixes.Set(System.Text.Encoding.ASCII.GetBytes($"{i}:x"));
        prefixes.Set("0:y"u8);
        Assert.Equal(PrefixStats.PrefixesMax, prefixes.Read().Length);
        Assert.Equal(5, prefixes.RequestsUntracked);
    }

    [Theory]
    [InlineData("stats cachedump", "CLIENT_ERROR bad command line")]
    [InlineData("stats cachedump 1", "CLIENT_ERROR bad command line")]
    [InlineData("stats cachedump x y", "CLIENT_ERROR bad command line format")]
    [InlineData("stats cachedump -1 0", "CLIENT_ERROR bad command line format")]
    [InlineData("stats cachedump 64 0", "CLIENT_ERROR Illegal slab id")]
    [InlineData("stats cachedump 2 0", "END")]
    [InlineData("stats cachedump 1 0", "ITEM a [5 b; 0 s]\r\nEND")]
    [InlineData("stats cachedump 1 0 7", "ITEM a [5 b; 0 s]\r\nEND")]
    public void Cachedump_answers_as_memcached(string line, string reply)
    {
        using var fixture = new AdminFixture();
        fixture.Set("a");
        Assert.Equal(reply + "\r\n", fixture.Send(line));
    }

    [Fact]
    public void Cachedump_stops_at_the_number_asked_for()
    {
        using var fixture = new AdminFixture();
        for (var i = 0; i < 100; i++)
            fixture.Set($"key{i}");
        Assert.Equal(8, fixture.Send("stats cachedump 1 7").Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Cachedump_tells_when_an_item_dies()
    {
        using var fixture = new AdminFixture();
        fixture.Set("a", exptime: 100);
        Assert.Equal($"ITEM a [5 b; {fixture.Clock.UnixSeconds + 100} s]\r\nEND\r\n", fixture.Send("stats cachedump 1 0"));
    }

    [Fact]
    public void Dumps_can_be_forbidden()
    {
        using var fixture = new AdminFixture(options => options.DumpDisabled = true);
        Assert.Equal("CLIENT_ERROR stats cachedump not allowed\r\n", fixture.Send("stats cachedump 1 0"));
        Assert.Equal("ERROR metadump not allowed\r\n", fixture.Send("lru_crawler metadump all"));
        Assert.Equal("ERROR metadump not allowed\r\n", fixture.Send("lru_crawler mgdump all"));
    }
}
