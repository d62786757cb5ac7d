using System.Text;
using FromScratch.Core;
using FromScratch.Protocols.Memcached;

namespace FromScratch.Protocols.Tests.Memcached.Text;

public sealed class TextLineTests
{
    [Theory]
    [InlineData("get k\r\n", TextVerb.Get)]
    [InlineData("get \r\n", TextVerb.Get)]
    [InlineData("get\r\n", TextVerb.Get)]
    [InlineData("gets k\n", TextVerb.Gets)]
    [InlineData("gat 0 k\r\n", TextVerb.Gat)]
    [InlineData("gats 0 k\r\n", TextVerb.Gats)]
    [InlineData("set k 0 0 1\r\n", TextVerb.Set)]
    [InlineData("add k\r\n", TextVerb.Add)]
    [InlineData("replace k\r\n", TextVerb.Replace)]
    [InlineData("append k\r\n", TextVerb.Append)]
    [InlineData("prepend k\r\n", TextVerb.Prepend)]
    [InlineData("cas k\r\n", TextVerb.Cas)]
    [InlineData("touch k 1\r\n", TextVerb.Touch)]
    [InlineData("delete k\r\n", TextVerb.Delete)]
    [InlineData("incr k 1\r\n", TextVerb.Incr)]
    [InlineData("decr k 1\r\n", TextVerb.Decr)]
    [InlineData("version\r\n", TextVerb.Version)]
    [InlineData("quit\n", TextVerb.Quit)]
    [InlineData("mg k\r\n", TextVerb.MetaGet)]
    [InlineData("ms k 1\r\n", TextVerb.MetaSet)]
    [InlineData("md k\r\n", TextVerb.MetaDelete)]
    [InlineData("ma k\r\n", TextVerb.MetaArithmetic)]
    [InlineData("me k\r\n", TextVerb.MetaDebug)]
    [InlineData("mn\r\n", TextVerb.MetaNoop)]
    [InlineData("stats\r\n", TextVerb.Stats)]
    [InlineData("watch\r\n", TextVerb.Watch)]
    [InlineData("flush_all\r\n", TextVerb.FlushAll)]
    [InlineData("verbosity 1\r\n", TextVerb.Verbosity)]
    [InlineData("cache_memlimit 8\r\n", TextVerb.CacheMemlimit)]
    [InlineData("shutdown\r\n", TextVerb.Shutdown)]
    [InlineData("slabs x\r\n", TextVerb.Slabs)]
    [InlineData("lru x\r\n", TextVerb.Lru)]
    [InlineData("lru_crawler x\r\n", TextVerb.LruCrawler)]
    [InlineData("refresh_certs\r\n", TextVerb.RefreshCerts)]
    [InlineData("extstore x\r\n", TextVerb.Extstore)]
    [InlineData("GET k\r\n", TextVerb.Unknown)]
    [InlineData("getx k\r\n", TextVerb.Unknown)]
    [InlineData("mx k\r\n", TextVerb.Unknown)]
    [InlineData(" get k\r\n", TextVerb.Unknown)]
    [InlineData("get\tk\r\n", TextVerb.Unknown)]
    [InlineData("\r\n", TextVerb.TooShort)]
    [InlineData("\n", TextVerb.TooShort)]
    [InlineData("q\r\n", TextVerb.TooShort)]
    [InlineData("mn\n", TextVerb.TooShort)]
    public void A_line_is_read_when_its_newline_is_there(string wire, TextVerb verb)
    {
        var bytes = Encoding.Latin1.GetBytes(wire);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Equal(DecodeStatus.NeedMore, TextLine.Read(bytes.AsSpan(0, length), out _));

        Assert.Equal(DecodeStatus.Done, TextLine.Read([.. bytes, .. "more\r\n"u8], out var line));
        Assert.Equal(verb, line.Verb);
        Assert.Equal(bytes.Length, line.WireLength);
        Assert.Equal(wire.TrimEnd('\n').TrimEnd('\r'), Encoding.Latin1.GetString(line.Text));
    }

    [Fact]
    public void Only_one_carriage_return_belongs_to_the_line_end()
    {
        TextLine.Read("get k\r\r\n"u8, out var line);
        Assert.Equal("get k\r"u8, line.Text);
    }

    [Fact]
    public void Arguments_are_what_follows_the_verb()
    {
        TextLine.Read("delete  k 0\r\n"u8, out var line);
        Assert.Equal("  k 0"u8, line.Arguments);
    }

    [Theory]
    [InlineData("x", 2048, DecodeStatus.NeedMore)]
    [InlineData("x", 2049, DecodeStatus.Invalid)]
    [InlineData("get ", 2049, DecodeStatus.NeedMore)]
    [InlineData("gets ", 1_000_000, DecodeStatus.NeedMore)]
    [InlineData("gat ", 2049, DecodeStatus.Invalid)]
    [InlineData("getx ", 2049, DecodeStatus.Invalid)]
    public void An_endless_line_is_given_up_unless_it_starts_a_multiget(string start, int length, DecodeStatus expected) =>
        Assert.Equal(expected, TextLine.Read(Encoding.Latin1.GetBytes(start.PadRight(length, 'x')), out _));

    [Theory]
    [InlineData(100, DecodeStatus.NeedMore)]
    [InlineData(101, DecodeStatus.Invalid)]
    public void A_hundred_spaces_may_precede_an_endless_multiget(int spaces, DecodeStatus expected)
    {
        var input = Encoding.Latin1.GetBytes((new string(' ', spaces) + "get ").PadRight(2049, 'x'));
        Assert.Equal(expected, TextLine.Read(input, out _));
    }

    [Fact]
    public void A_verb_behind_spaces_is_found_on_demand()
    {
        TextLine.Read("   flush_all 5\r\n"u8, out var line);
        var skipped = line.SkipLeadingSpaces();
        Assert.Equal(TextVerb.FlushAll, skipped.Verb);
        Assert.Equal(" 5"u8, skipped.Arguments);
        Assert.Equal(line.WireLength, skipped.WireLength);
    }
}
