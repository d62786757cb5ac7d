namespace FromScratch.Cache.Tests.Session;

public sealed class CounterTests
{
    [Fact]
    public void Each_command_counts_as_memcached_counts()
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.Exchange("set k 0 0 1\r\na\r\nms n 1 E5\r\n1\r\nadd k 0 0 1\r\na\r\nset b 0 0 1\r\nabc");
        client.Exchange("get k k z\r\nmg k\r\nmg z\r\nmg k T0\r\nmg z T0\r\ngat 0 k z\r\ntouch k 0\r\ntouch z 0\r\n");
        client.Exchange("incr n 1\r\nincr z 1\r\ndecr n 1\r\ndecr z 1\r\nma n\r\nma z\r\nma n MD\r\nma z MD\r\n");
        client.Exchange("ms c 1 E5\r\nx\r\ncas c 0 0 1 5\r\nx\r\ncas c 0 0 1 5\r\nx\r\ncas z 0 0 1 5\r\nx\r\n");
        client.Exchange("ms c 1 C1\r\nx\r\nms z 1 C1\r\nx\r\n");
        client.Exchange("delete k\r\ndelete k\r\nmd n\r\nmd n\r\nme c\r\nme z\r\nmn\r\nflush_all\r\nfoo\r\nset k 0 0 2000000\r\n");
        var counters = cache.Counters;
        Assert.Equal((6, 3, 3), (counters.CmdGet, counters.GetHits, counters.GetMisses));
        Assert.Equal((5, 3, 2), (counters.CmdTouch, counters.TouchHits, counters.TouchMisses));
        Assert.Equal((2, 2, 2, 2), (counters.IncrHits, counters.IncrMisses, counters.DecrHits, counters.DecrMisses));
        Assert.Equal((1, 2, 2), (counters.CasHits, counters.CasBadval, counters.CasMisses));
        Assert.Equal((2, 2), (counters.DeleteHits, counters.DeleteMisses));
        Assert.Equal((10, 1, 2), (counters.CmdSet, counters.CmdFlush, counters.CmdMeta));
        Assert.Equal(1, counters.StoreTooLarge);
        Assert.Equal(3, counters.ProtocolErrors);
    }
}
