namespace FromScratch.Cache.Tests.Session;

/// <summary>What memcached refuses, in its words; and what follows on the connection afterwards.</summary>
public sealed class BadInputTests
{
    [Fact]
    public void Lines_that_are_no_commands() => Transcript.Check("""
        >
        < CLIENT_ERROR bad command line format
        > f
        < CLIENT_ERROR bad command line format
        > foo
        < ERROR
        > foo bar
        < ERROR
        > GET k
        < ERROR
        >  get k
        < ERROR
        >> mn\n
        < CLIENT_ERROR bad command line format
        > get
        < CLIENT_ERROR bad command line format
        > gets
        < CLIENT_ERROR bad command line format
        > set
        < CLIENT_ERROR bad command line format
        > set k 0 0
        < CLIENT_ERROR bad command line format
        > cas k 0 0 1
        > a
        < CLIENT_ERROR bad command line format
        > mg
        < CLIENT_ERROR bad command line format
        > ms
        < CLIENT_ERROR bad command line format
        > ms k
        < CLIENT_ERROR bad command line format
        > ms k x
        < CLIENT_ERROR bad command line format
        > md
        < CLIENT_ERROR bad command line format
        > incr
        < CLIENT_ERROR bad command line format
        > touch a
        < CLIENT_ERROR bad command line format
        > mn
        < MN
        """);

    [Fact]
    public void Keys_have_at_most_250_bytes() => Transcript.Check("""
        > set {k*250} 0 0 1
        > a
        < STORED
        > get {k*250}
        < VALUE {k*250} 0 1
        < a
        < END
        > set {k*251} 0 0 1
        > a
        < CLIENT_ERROR bad command line format
        > get {k*251}
        < CLIENT_ERROR bad command line format
        > get {k*250} {x*251} {k*250}
        < CLIENT_ERROR bad command line format
        > mg {k*251} v
        < CLIENT_ERROR bad command line format
        > ms {k*251} 1
        > a
        < CLIENT_ERROR bad command line format
        > mn
        < MN
        """);

    [Fact]
    public void A_length_that_is_no_length_leaves_the_value_to_be_read_as_commands() => Transcript.Check("""
        > set k 0 0 -1
        < CLIENT_ERROR bad command line format
        > set k 0 0 2147483647
        < CLIENT_ERROR bad command line format
        > set k 0 0 99999999999
        < CLIENT_ERROR bad command line format
        > set k 0 0 x
        > mn
        < CLIENT_ERROR bad command line format
        < MN
        > ms k -1
        > mn
        < CLIENT_ERROR bad command line format
        < MN
        """);

    [Fact]
    public void A_refused_value_is_swallowed() => Transcript.Check("""
        > set k -1 0 4
        > mn  
        < CLIENT_ERROR bad command line format
        > set k 0 x 4
        > mn  
        < CLIENT_ERROR bad command line format
        > ms k 4 v v
        > mn  
        < CLIENT_ERROR duplicate flag
        > ms k 4 Fx
        > mn  
        < CLIENT_ERROR bad command line format
        > ms k 4 O{a*32}
        > mn  
        < CLIENT_ERROR opaque token too long
        > mn
        < MN
        """);

    [Fact]
    public void A_value_over_the_item_limit_is_swallowed_and_takes_the_old_item_with_it() => Transcript.Check(
        """
        > set k 0 0 1
        > a
        < STORED
        > add k 0 0 1100
        > {x*1100}
        < SERVER_ERROR object too large for cache
        > get k
        < VALUE k 0 1
        < a
        < END
        > set k 0 0 1100
        > {x*1100}
        < SERVER_ERROR object too large for cache
        > get k
        < END
        > ms k 1100
        > {x*1100}
        < SERVER_ERROR object too large for cache
        > set k 0 0 1100 noreply
        > {x*1100}
        > mn
        < MN
        """,
        options => options.ItemBytesMax = 1024);

    [Theory]
    [InlineData(1_048_516, "STORED\r\n")]
    [InlineData(1_048_517, "SERVER_ERROR object too large for cache\r\n")]
    public void The_item_limit_counts_as_memcached_counts(int valueLength, string expected)
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.Feed($"set k 0 0 {valueLength}\r\n");
        client.Feed(new byte[valueLength]);
        client.Feed("\r\nmn\r\n");
        Assert.Equal(expected + "MN\r\n", client.TakeText());
    }

    [Fact]
    public void A_value_without_its_terminator_is_refused_and_the_old_item_stays() => Transcript.Check("""
        > set k 0 0 1
        > a
        < STORED
        >> set k 0 0 3\nabcde
        > mn
        < CLIENT_ERROR bad data chunk
        < MN
        > set k 0 0 3
        > abcdef
        < CLIENT_ERROR bad data chunk
        < CLIENT_ERROR bad command line format
        >> set k 0 0 3\nabc\n\n
        < CLIENT_ERROR bad data chunk
        >> ms k 3 q\nabcde
        < CLIENT_ERROR bad data chunk
        > get k
        < VALUE k 0 1
        < a
        < END
        """);

    [Fact]
    public void Meta_flags_are_checked() => Transcript.Check("""
        > mg k v v
        < CLIENT_ERROR duplicate flag
        > mg k 5
        < CLIENT_ERROR invalid flag
        > mg k !
        < CLIENT_ERROR bad command line format
        > mg k Tx
        < CLIENT_ERROR bad token in command line format
        > mg k O{a*32}
        < CLIENT_ERROR opaque token too long
        > mg k a b c d e f g h i j k l m n o p q r s
        < CLIENT_ERROR options flags are too long
        > md k Q
        < CLIENT_ERROR invalid flag
        """);

    [Fact]
    public void An_http_request_is_closed_without_an_answer() => Transcript.Check("""
        > GET /index.html HTTP/1.1
        > Host: localhost
        ! closed
        """);

    [Fact]
    public void A_post_through_a_browser_executes_nothing() => Transcript.Check("""
        > POST / HTTP/1.1
        >
        > set k 0 0 1
        > a
        ! closed
        """);

    [Theory]
    [InlineData('x', 2048, false)]
    [InlineData('x', 2049, true)]
    public void An_endless_line_is_closed(char filler, int length, bool closed)
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.Feed(new string(filler, length));
        Assert.Equal(closed, client.IsClosed);
        Assert.Equal("", client.TakeText());
    }

    [Fact]
    public void Spaces_before_an_endless_multiget_make_it_an_error_that_takes_no_memory()
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.Feed("  get " + new string('x', 3000));
        for (var i = 0; i < 100; i++)
            client.Feed(new string('y', 1000));
        Assert.Equal(0, client.UnconsumedBytes);
        Assert.Equal("ERROR\r\nMN\r\n", client.Exchange("\r\nmn\r\n"));
    }

    [Fact]
    public void Half_a_request_waits()
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.Feed("set k 0 0 10\r\nabc");
        Assert.Equal("", client.TakeText());
        Assert.False(client.IsClosed);
        Assert.Equal(17, client.UnconsumedBytes);
    }
}
