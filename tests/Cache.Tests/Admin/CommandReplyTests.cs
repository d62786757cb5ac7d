namespace FromScratch.Cache.Tests.Admin;

/// <summary>One line, one reply, as memcached 1.6 words them.</summary>
public sealed class CommandReplyTests
{
    [Theory]
    [InlineData("cache_memlimit", "ERROR")]
    [InlineData("cache_memlimit 7", "MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m")]
    [InlineData("cache_memlimit 0", "MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m")]
    [InlineData("cache_memlimit abc", "ERROR")]
    [InlineData("cache_memlimit 12abc", "ERROR")]
    [InlineData("cache_memlimit -1", "ERROR")]
    [InlineData("cache_memlimit 100 200 300", "ERROR")]
    [InlineData("cache_memlimit 99999999999", "MEMLIMIT_ADJUST_FAILED input value is megabytes not bytes")]
    [InlineData("cache_memlimit 100", "OK")]
    [InlineData("verbosity", "CLIENT_ERROR bad command line format")]
    [InlineData("verbosity 1", "OK")]
    [InlineData("verbosity 99", "OK")]
    [InlineData("verbosity 1 2", "OK")]
    [InlineData("verbosity 1 2 3", "ERROR")]
    [InlineData("verbosity x", "CLIENT_ERROR bad command line format")]
    [InlineData("verbosity -1", "CLIENT_ERROR bad command line format")]
    [InlineData("shutdown", "SERVER_ERROR: shutdown not enabled")]
    [InlineData("shutdown graceful", "SERVER_ERROR: shutdown not enabled")]
    [InlineData("refresh_certs", "Error TLS not enabled")]
    [InlineData("extstore free_memchunks 1 2", "ERROR")]
    [InlineData("debugtime 1", "ERROR")]
    public void A_server_command_answers_as_memcached(string line, string reply) => AssertReply(line, reply);

    [Theory]
    [InlineData("lru", "ERROR")]
    [InlineData("lru foo", "ERROR")]
    [InlineData("lru tune", "ERROR")]
    [InlineData("lru tune 10 25 0.1", "ERROR")]
    [InlineData("lru tune 10 25 0.1 2.0", "OK")]
    [InlineData("lru tune 10 25 0.1 2.0 9", "OK")]
    [InlineData("lru tune 50 60 0.1 2.0", "ERROR hot and warm pcts must not exceed 80")]
    [InlineData("lru tune 18446744073709551615 60 0.1 2.0", "ERROR hot and warm pcts must not exceed 80")]
    [InlineData("lru tune 10 25 0 2", "ERROR hot/warm age factors must be greater than 0")]
    [InlineData("lru tune x y z w", "ERROR")]
    [InlineData("lru mode", "ERROR")]
    [InlineData("lru mode flat", "OK")]
    [InlineData("lru mode segmented", "ERROR")]
    [InlineData("lru temp_ttl", "ERROR")]
    [InlineData("lru temp_ttl 60", "OK")]
    [InlineData("lru temp_ttl -1", "OK")]
    [InlineData("lru temp_ttl x", "ERROR")]
    [InlineData("slabs", "ERROR")]
    [InlineData("slabs foo", "ERROR")]
    [InlineData("slabs reassign 1", "ERROR")]
    [InlineData("slabs reassign 1 1", "SAME src and dst class are identical")]
    [InlineData("slabs reassign 1 2", "NOSPARE source class has no spare pages")]
    [InlineData("slabs reassign 64 1", "BADCLASS invalid src or dst class id")]
    [InlineData("slabs reassign -1 2", "BADCLASS invalid src or dst class id")]
    [InlineData("slabs reassign 1 x", "CLIENT_ERROR bad command line format")]
    [InlineData("slabs reassign 1 2 3", "ERROR")]
    [InlineData("slabs automove", "ERROR")]
    [InlineData("slabs automove 0", "OK")]
    [InlineData("slabs automove 2", "OK")]
    [InlineData("slabs automove 3", "ERROR")]
    [InlineData("slabs automove x", "CLIENT_ERROR bad command line format")]
    [InlineData("slabs automove ratio", "ERROR")]
    [InlineData("slabs automove ratio 0.9", "OK")]
    [InlineData("slabs automove freeratio 0.01", "OK")]
    [InlineData("slabs automove window 30", "OK")]
    public void A_tuning_command_is_checked_and_accepted(string line, string reply) => AssertReply(line, reply);

    [Theory]
    [InlineData("lru_crawler", "ERROR")]
    [InlineData("lru_crawler foo", "ERROR")]
    [InlineData("lru_crawler enable", "ERROR failed to start lru crawler thread")]
    [InlineData("lru_crawler enable x", "ERROR")]
    [InlineData("lru_crawler disable", "OK")]
    [InlineData("lru_crawler sleep", "ERROR")]
    [InlineData("lru_crawler sleep 100", "OK")]
    [InlineData("lru_crawler sleep -1", "CLIENT_ERROR bad command line format")]
    [InlineData("lru_crawler sleep 1000001", "CLIENT_ERROR sleep must be one second or less")]
    [InlineData("lru_crawler tocrawl", "ERROR")]
    [InlineData("lru_crawler tocrawl 5", "OK")]
    [InlineData("lru_crawler tocrawl x", "CLIENT_ERROR bad command line format")]
    [InlineData("lru_crawler crawl", "ERROR")]
    [InlineData("lru_crawler crawl all", "OK")]
    [InlineData("lru_crawler crawl 1,2,3", "OK")]
    [InlineData("lru_crawler crawl 2 3", "ERROR")]
    [InlineData("lru_crawler crawl 99999", "BADCLASS invalid class id")]
    [InlineData("lru_crawler crawl 0", "BADCLASS invalid class id")]
    [InlineData("lru_crawler crawl x", "BADCLASS invalid class id")]
    [InlineData("lru_crawler crawl hash", "ERROR an unknown error happened")]
    [InlineData("lru_crawler metadump", "ERROR")]
    [InlineData("lru_crawler metadump x", "BADCLASS invalid class id")]
    [InlineData("lru_crawler metadump 1,2,99", "BADCLASS invalid class id")]
    [InlineData("lru_crawler metadump all x", "ERROR")]
    [InlineData("lru_crawler metadump all", "OK\r\nEND")]
    [InlineData("lru_crawler metadump 2", "OK\r\nEND")]
    [InlineData("lru_crawler mgdump hash", "OK\r\nEN")]
    [InlineData("lru_crawler mgdump 2", "OK\r\nEN")]
    public void The_crawler_answers_as_memcached(string line, string reply) => AssertReply(line, reply);

    [Theory]
    [InlineData("cache_memlimit 100 noreply")]
    [InlineData("cache_memlimit noreply")]
    [InlineData("verbosity 1 noreply")]
    [InlineData("verbosity noreply")]
    [InlineData("lru mode flat noreply")]
    [InlineData("lru noreply")]
    [InlineData("slabs automove 1 noreply")]
    public void Noreply_silences_successes_and_errors(string line)
    {
        using var fixture = new AdminFixture();
        Assert.Equal("", fixture.Send(line));
    }

    [Fact]
    public void Spaces_between_words_do_not_count()
    {
        using var fixture = new AdminFixture();
        Assert.Equal("OK\r\n", fixture.Send("verbosity    2  "));
        Assert.Equal([2], fixture.Control.Verbosities);
    }

    [Fact]
    public void A_line_of_too_many_words_is_refused()
    {
        using var fixture = new AdminFixture();
        Assert.Equal("ERROR\r\n", fixture.Send("verbosity " + string.Join(' ', Enumerable.Repeat("1", 100))));
    }

    [Fact]
    public void Verbosity_reaches_the_process_and_settings_and_ends_at_3()
    {
        using var fixture = new AdminFixture();
        fixture.Send("verbosity 99");
        Assert.Equal([3], fixture.Control.Verbosities);
        Assert.Equal("3", fixture.Stats("settings")["verbosity"]);
    }

    [Fact]
    public void The_memory_limit_reaches_the_engine()
    {
        using var fixture = new AdminFixture();
        Assert.Equal("OK\r\n", fixture.Send("cache_memlimit 100"));
        Assert.Equal((100L << 20).ToString(), fixture.Stats()["limit_maxbytes"]);
        Assert.Equal((100L << 20).ToString(), fixture.Stats("settings")["maxbytes"]);
    }

    [Theory]
    [InlineData("shutdown", false)]
    [InlineData("shutdown graceful", true)]
    public void An_enabled_shutdown_closes_the_connection_without_a_reply(string line, bool graceful)
    {
        using var fixture = new AdminFixture(options => options.ShutdownEnabled = true);
        Assert.True(fixture.Execute(line).Close);
        Assert.Equal([graceful], fixture.Control.Shutdowns);
        Assert.Equal("", fixture.Send(line));
    }

    [Theory]
    [InlineData("shutdown x")]
    [InlineData("shutdown graceful x")]
    [InlineData("shutdown noreply")]
    public void An_unknown_shutdown_mode_is_refused(string line)
    {
        using var fixture = new AdminFixture(options => options.ShutdownEnabled = true);
        Assert.Equal("CLIENT_ERROR invalid shutdown mode\r\n", fixture.Send(line));
        Assert.Empty(fixture.Control.Shutdowns);
    }

    [Fact]
    public void A_cache_that_does_not_own_its_process_refuses_shutdown()
    {
        using var fixture = new AdminFixture(options => options.ShutdownEnabled = true, detached: true);
        Assert.Equal("SERVER_ERROR: shutdown not enabled\r\n", fixture.Send("shutdown"));
    }

    [Fact]
    public void Certificates_are_refreshed_or_the_failure_is_told()
    {
        using var fixture = new AdminFixture(options => options.TlsEnabled = true);
        Assert.Equal("OK\r\n", fixture.Send("refresh_certs"));
        fixture.Control.RefreshFailure = "no such file: cert.pem";
        Assert.Equal("Error no such file: cert.pem\r\n", fixture.Send("refresh_certs"));
    }

    [Fact]
    public void A_disabled_crawler_neither_crawls_nor_dumps_until_it_is_enabled()
    {
        using var fixture = new AdminFixture();
        fixture.Send("lru_crawler disable");
        Assert.Equal("CLIENT_ERROR lru crawler disabled\r\n", fixture.Send("lru_crawler metadump all"));
        Assert.Equal("CLIENT_ERROR lru crawler disabled\r\n", fixture.Send("lru_crawler mgdump all"));
        Assert.Equal("CLIENT_ERROR lru crawler disabled\r\n", fixture.Send("lru_crawler crawl all"));
        Assert.Equal("no", fixture.Stats("settings")["lru_crawler"]);
        Assert.Equal("OK\r\n", fixture.Send("lru_crawler enable"));
        Assert.Equal("OK\r\nEND\r\n", fixture.Send("lru_crawler metadump all"));
    }

    private static void AssertReply(string line, string reply)
    {
        using var fixture = new AdminFixture();
        Assert.Equal(reply + "\r\n", fixture.Send(line));
    }
}
