using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Tests.Session.Binary;

public sealed class BinaryFetchTests : IDisposable
{
    private readonly BinaryFixture _cache = new();

    [Theory]
    [InlineData(BinaryOpcode.Get, false)]
    [InlineData(BinaryOpcode.GetQ, false)]
    [InlineData(BinaryOpcode.GetK, true)]
    [InlineData(BinaryOpcode.GetKQ, true)]
    public void A_hit_returns_flags_value_and_cas(BinaryOpcode opcode, bool withKey)
    {
        var cas = _cache.Put("key", "value", flags: 0x01020304);

        var reply = _cache.Ask(BinaryCall.Of(opcode, "key") with { Opaque = 77 });

        Assert.Equal(new BinaryReply(opcode, BinaryStatus.Success, reply.Extras, withKey ? "key" : "", "value", 77, cas), reply);
        Assert.Equal([1, 2, 3, 4], reply.Extras);
        Assert.Equal((1, 1, 0), (_cache.Counters.CmdGet, _cache.Counters.GetHits, _cache.Counters.GetMisses));
    }

    [Theory]
    [InlineData(BinaryOpcode.Gat, "", "value")]
    [InlineData(BinaryOpcode.GatQ, "", "value")]
    [InlineData(BinaryOpcode.GatK, "key", "value")]
    [InlineData(BinaryOpcode.GatKQ, "key", "value")]
    [InlineData(BinaryOpcode.Touch, "", "")]
    public void A_touch_moves_the_expiry_and_counts_as_a_touch(BinaryOpcode opcode, string key, string value)
    {
        var cas = _cache.Put("key", "value", flags: 5, expiration: 10);

        var reply = _cache.Ask(BinaryCall.Touch(opcode, "key", 100) with { Opaque = 8 });

        Assert.Equal(new BinaryReply(opcode, BinaryStatus.Success, reply.Extras, key, value, 8, cas), reply);
        Assert.Equal(5u, reply.ClientFlags);
        Assert.Equal((1, 1, 0), (_cache.Counters.CmdTouch, _cache.Counters.TouchHits, _cache.Counters.CmdGet));
        _cache.Clock.AdvanceSeconds(50);
        Assert.Equal("value", _cache.Read("key"));
        _cache.Clock.AdvanceSeconds(51);
        Assert.Null(_cache.Read("key"));
    }

    [Theory]
    [InlineData(BinaryOpcode.Get)]
    [InlineData(BinaryOpcode.Gat)]
    [InlineData(BinaryOpcode.Touch)]
    public void A_miss_is_told_in_words(BinaryOpcode opcode)
    {
        var reply = _cache.Ask(Lookup(opcode) with { Opaque = 3 });
        Assert.Equal(new BinaryReply(opcode, BinaryStatus.KeyNotFound, reply.Extras, "", "Not found", 3, 0), reply);
        Assert.Empty(reply.Extras);
    }

    [Theory]
    [InlineData(BinaryOpcode.GetK)]
    [InlineData(BinaryOpcode.GatK)]
    public void A_miss_with_key_brings_the_key_instead_of_words(BinaryOpcode opcode)
    {
        var reply = _cache.Ask(Lookup(opcode));
        Assert.Equal((BinaryStatus.KeyNotFound, "key", ""), (reply.Status, reply.Key, reply.Value));
    }

    [Theory]
    [InlineData(BinaryOpcode.GetQ)]
    [InlineData(BinaryOpcode.GetKQ)]
    [InlineData(BinaryOpcode.GatQ)]
    [InlineData(BinaryOpcode.GatKQ)]
    public void A_quiet_miss_is_silent(BinaryOpcode opcode)
    {
        Assert.Empty(_cache.Send(Lookup(opcode)));
        Assert.Equal(1, _cache.Counters.GetMisses + _cache.Counters.TouchMisses);
    }

    [Fact]
    public void A_quiet_multiget_returns_the_hits_in_order_and_ends_with_the_noop()
    {
        for (var i = 0; i < 100; i += 2)
            _cache.Put($"k{i}", $"v{i}");
        BinaryCall[] batch =
        [
            .. Enumerable.Range(0, 100).Select(i => BinaryCall.Of(BinaryOpcode.GetKQ, $"k{i}") with { Opaque = (uint)i }),
            BinaryCall.Of(BinaryOpcode.NoOp) with { Opaque = 1000 },
        ];

        var replies = _cache.Send(batch);

        Assert.Equal([.. Enumerable.Range(0, 50).Select(i => (uint)i * 2), 1000u], replies.Select(reply => reply.Opaque));
        Assert.All(replies.SkipLast(1), reply => Assert.Equal(reply.Key.Replace('k', 'v'), reply.Value));
    }

    [Fact]
    public void Without_cas_clients_see_zero()
    {
        using var cache = new BinaryFixture(options => options.CasDisabled = true);
        Assert.Equal(0ul, cache.Put("key", "value"));
        Assert.Equal(0ul, cache.Ask(BinaryCall.Of(BinaryOpcode.Get, "key")).Cas);
    }

    public void Dispose() => _cache.Dispose();

    private static BinaryCall Lookup(BinaryOpcode opcode) =>
        opcode.Loud() is BinaryOpcode.Get or BinaryOpcode.GetK ? BinaryCall.Of(opcode, "key") : BinaryCall.Touch(opcode, "key", 10);
}
