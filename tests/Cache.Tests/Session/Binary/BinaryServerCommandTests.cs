using System.Globalization;
using FromScratch.Cache.Session;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Tests.Session.Binary;

/// <summary>Noop, version, flush, quit, stat, and what is not offered.</summary>
public sealed class BinaryServerCommandTests : IDisposable
{
    private readonly BinaryFixture _cache = new();

    [Fact]
    public void Noop_answers_with_a_bare_header()
    {
        var reply = _cache.Ask(BinaryCall.Of(BinaryOpcode.NoOp) with { Opaque = 0xffffffff });
        Assert.Equal(
            (BinaryOpcode.NoOp, BinaryStatus.Success, "", "", 0xffffffff, 0ul),
            (reply.Opcode, reply.Status, reply.Key, reply.Value, reply.Opaque, reply.Cas));
    }

    [Fact]
    public void Version_names_the_release_whose_behaviour_is_kept() =>
        Assert.Equal(CacheContext.Version, _cache.Ask(BinaryCall.Of(BinaryOpcode.Version)).Value);

    [Fact]
    public void Flush_empties_at_once_or_when_its_time_has_come()
    {
        _cache.Put("key", "value");
        Assert.Equal(BinaryStatus.Success, _cache.StatusOf(BinaryCall.Of(BinaryOpcode.Flush)));
        Assert.Null(_cache.Read("key"));

        _cache.Put("key", "value");
        Assert.Empty(_cache.Send(new BinaryCall(BinaryOpcode.FlushQ, BinaryCall.Network(10))));
        _cache.Clock.AdvanceSeconds(8);
        Assert.Equal("value", _cache.Read("key"));
        _cache.Clock.AdvanceSeconds(3);
        Assert.Null(_cache.Read("key"));
        Assert.Equal(2, _cache.Counters.CmdFlush);
    }

    [Fact]
    public void Flush_is_refused_where_it_is_switched_off()
    {
        using var cache = new BinaryFixture(options => options.FlushDisabled = true);
        cache.Put("key", "value");
        Assert.Equal(BinaryStatus.AuthError, cache.StatusOf(BinaryCall.Of(BinaryOpcode.FlushQ)));
        Assert.Equal("value", cache.Read("key"));
    }

    [Theory]
    [InlineData(BinaryOpcode.Quit, 1)]
    [InlineData(BinaryOpcode.QuitQ, 0)]
    public void Quit_closes_and_nothing_behind_it_is_executed(BinaryOpcode opcode, int replies)
    {
        Assert.Equal(replies, _cache.Send(BinaryCall.Of(opcode), BinaryCall.Store(BinaryOpcode.Set, "key", "value")).Count);
        Assert.True(_cache.Connection.IsClosed);
        _cache.Reconnect();
        Assert.Null(_cache.Read("key"));
    }

    [Fact]
    public void Stat_tells_the_names_of_the_text_protocol_and_ends_with_an_empty_response()
    {
        _cache.Put("key", "value");
        var replies = _cache.Send(BinaryCall.Of(BinaryOpcode.Stat) with { Opaque = 5 });

        Assert.All(
            replies,
            reply => Assert.Equal((BinaryOpcode.Stat, BinaryStatus.Success, 5u), (reply.Opcode, reply.Status, reply.Opaque)));
        Assert.Equal(("", ""), (replies[^1].Key, replies[^1].Value));
        Assert.Contains(replies, reply => reply is { Key: "cmd_set", Value: "1" });
        Assert.Contains(replies, reply => reply is { Key: "curr_items", Value: "1" });
        Assert.All(replies.SkipLast(1), reply => Assert.NotEqual("", reply.Key));
    }

    [Fact]
    public void Statistics_longer_than_a_turn_are_told_in_several()
    {
        var whole = _cache.Send(BinaryCall.Of(BinaryOpcode.Stat, "settings"));
        using var cramped = new BinaryFixture(softLimitBytes: 128);

        var pieces = cramped.Send(BinaryCall.Of(BinaryOpcode.Stat, "settings"), BinaryCall.Of(BinaryOpcode.NoOp));

        Assert.True(cramped.Connection.Turns > 5);
        Assert.Equal([.. whole.Select(reply => reply.Key), ""], pieces.Select(reply => reply.Key));
        Assert.Equal(BinaryOpcode.NoOp, pieces[^1].Opcode);
    }

    [Fact]
    public void Stat_reset_and_detail_are_acknowledged_and_the_unknown_is_not_found()
    {
        _cache.Put("user:1", "value");
        Assert.Equal("", _cache.Ask(BinaryCall.Of(BinaryOpcode.Stat, "reset")).Key);
        Assert.Contains(_cache.Send(BinaryCall.Of(BinaryOpcode.Stat)), reply => reply is { Key: "cmd_set", Value: "0" });

        Assert.Equal(BinaryStatus.Success, _cache.StatusOf(BinaryCall.Of(BinaryOpcode.Stat, "detail on")));
        _cache.Put("user:1", "value");
        var dump = _cache.Send(BinaryCall.Of(BinaryOpcode.Stat, "detail dump"));
        Assert.Equal(("detailed", "PREFIX user get 0 hit 0 set 1 del 0\r\nEND\r\n"), (dump[0].Key, dump[0].Value));
        Assert.Equal("", dump[1].Key);

        Assert.Equal(BinaryStatus.KeyNotFound, _cache.StatusOf(BinaryCall.Of(BinaryOpcode.Stat, "bogus")));
        Assert.Equal(BinaryStatus.KeyNotFound, _cache.StatusOf(BinaryCall.Of(BinaryOpcode.Stat, "detail bogus")));
        Assert.Equal(BinaryStatus.KeyNotFound, _cache.StatusOf(BinaryCall.Of(BinaryOpcode.Stat, "cachedump 1 1")));
    }

    [Fact]
    public void Sizes_are_told_as_names_and_values_once_they_are_on()
    {
        _cache.Put("key", "value");
        Assert.Equal([("sizes_status", "disabled"), ("", "")], Pairs("sizes"));
        Assert.Equal([("sizes_status", "enabled"), ("", "")], Pairs("sizes_enable"));
        var sizes = Pairs("sizes");
        Assert.Equal(2, sizes.Count);
        Assert.True(int.Parse(sizes[0].Name, CultureInfo.InvariantCulture) > 0);
        Assert.Equal(("1", ("", "")), (sizes[0].Value, sizes[1]));
        Assert.Equal([("sizes_status", "disabled"), ("", "")], Pairs("sizes_disable"));
    }

    [Fact]
    public void A_walk_longer_than_a_turn_is_told_at_its_end()
    {
        using var cache = new BinaryFixture(options => options.TrackSizes = true);
        for (var i = 0; i < 10_000; i++)
            cache.Put($"key{i}", "value");
        var replies = cache.Send(BinaryCall.Of(BinaryOpcode.Stat, "sizes"), BinaryCall.Of(BinaryOpcode.NoOp));
        Assert.Equal(BinaryOpcode.NoOp, replies[^1].Opcode);
        Assert.Equal(10_000, replies.SkipLast(2).Sum(reply => int.Parse(reply.Value, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("items")]
    [InlineData("slabs")]
    [InlineData("settings")]
    [InlineData("conns")]
    [InlineData("extstore")]
    [InlineData("reset")]
    [InlineData("detail on")]
    [InlineData("detail off")]
    [InlineData("detail dump")]
    [InlineData("sizes")]
    [InlineData("sizes_enable")]
    [InlineData("sizes_disable")]
    public void Every_family_is_a_list_of_names_with_one_end(string family)
    {
        _cache.Put("user:1", "value");
        var replies = _cache.Send(BinaryCall.Of(BinaryOpcode.Stat, family), BinaryCall.Of(BinaryOpcode.NoOp));
        Assert.All(replies.SkipLast(1), reply => Assert.Equal((BinaryOpcode.Stat, BinaryStatus.Success), (reply.Opcode, reply.Status)));
        Assert.All(replies.SkipLast(2), reply => Assert.NotEqual("", reply.Key));
        Assert.Equal(("", ""), (replies[^2].Key, replies[^2].Value));
        Assert.Equal(BinaryOpcode.NoOp, replies[^1].Opcode);
    }

    [Fact]
    public void Sasl_is_not_offered_and_its_data_is_skipped()
    {
        var replies = _cache.Send(
            BinaryCall.Of(BinaryOpcode.SaslListMechanisms),
            BinaryCall.Of(BinaryOpcode.SaslAuth, "PLAIN", "\0user\0password"),
            BinaryCall.Of(BinaryOpcode.SaslStep, "PLAIN", new string('x', _cache.Options.ItemBytesMax + 1)),
            BinaryCall.Of(BinaryOpcode.NoOp));
        Assert.Equal(
            [BinaryStatus.UnknownCommand, BinaryStatus.UnknownCommand, BinaryStatus.UnknownCommand, BinaryStatus.Success],
            replies.Select(reply => reply.Status));
    }

    [Fact]
    public void An_unknown_command_is_skipped_with_its_body()
    {
        var replies = _cache.Send(
            new BinaryCall((BinaryOpcode)0x1b, [0, 0, 0, 1]),
            BinaryCall.Of((BinaryOpcode)0x70, "key", new string('v', 3_000_000)),
            BinaryCall.Of(BinaryOpcode.NoOp));
        Assert.Equal(
            [
                ("Unknown command", BinaryStatus.UnknownCommand),
                ("Unknown command", BinaryStatus.UnknownCommand),
                ("", BinaryStatus.Success),
            ],
            replies.Select(reply => (reply.Value, reply.Status)));
        Assert.Equal(2, _cache.Counters.ProtocolErrors);
    }

    private List<(string Name, string Value)> Pairs(string family) =>
        [.. _cache.Send(BinaryCall.Of(BinaryOpcode.Stat, family)).Select(reply => (reply.Key, reply.Value))];

    public void Dispose() => _cache.Dispose();
}
