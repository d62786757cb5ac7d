using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Tests.Session.Binary;

public sealed class BinaryStoreTests : IDisposable
{
    private const ulong WrongCas = 999_999;
    private readonly BinaryFixture _cache = new();

    [Theory]
    [InlineData(BinaryOpcode.Set, false, BinaryStatus.Success, "new")]
    [InlineData(BinaryOpcode.Set, true, BinaryStatus.Success, "new")]
    [InlineData(BinaryOpcode.Add, false, BinaryStatus.Success, "new")]
    [InlineData(BinaryOpcode.Add, true, BinaryStatus.KeyExists, "old")]
    [InlineData(BinaryOpcode.Replace, false, BinaryStatus.KeyNotFound, null)]
    [InlineData(BinaryOpcode.Replace, true, BinaryStatus.Success, "new")]
    [InlineData(BinaryOpcode.Append, false, BinaryStatus.NotStored, null)]
    [InlineData(BinaryOpcode.Append, true, BinaryStatus.Success, "oldnew")]
    [InlineData(BinaryOpcode.Prepend, false, BinaryStatus.NotStored, null)]
    [InlineData(BinaryOpcode.Prepend, true, BinaryStatus.Success, "newold")]
    public void A_store_is_answered_by_what_was_there(BinaryOpcode opcode, bool exists, BinaryStatus expected, string? left)
    {
        if (exists)
            _cache.Put("key", "old");
        var setsBefore = _cache.Counters.CmdSet;

        var reply = _cache.Ask(Store(opcode) with { Opaque = 4 });

        Assert.Equal((opcode, expected, 4u), (reply.Opcode, reply.Status, reply.Opaque));
        Assert.Equal(expected == BinaryStatus.Success, reply.Cas != 0);
        Assert.Equal(System.Text.Encoding.ASCII.GetString(expected.Text()), reply.Value);
        Assert.Equal(left, _cache.Read("key"));
        Assert.Equal(setsBefore + 1, _cache.Counters.CmdSet);
    }

    [Theory]
    [InlineData(BinaryOpcode.Set, BinaryStatus.KeyNotFound)]
    [InlineData(BinaryOpcode.Add, BinaryStatus.KeyNotFound)]
    [InlineData(BinaryOpcode.Replace, BinaryStatus.KeyNotFound)]
    [InlineData(BinaryOpcode.Append, BinaryStatus.NotStored)]
    [InlineData(BinaryOpcode.Prepend, BinaryStatus.NotStored)]
    public void A_cas_id_makes_every_store_conditional(BinaryOpcode opcode, BinaryStatus onMiss)
    {
        Assert.Equal(onMiss, _cache.StatusOf(Store(opcode) with { Cas = WrongCas }));
        var cas = _cache.Put("key", "old");
        Assert.Equal(BinaryStatus.KeyExists, _cache.StatusOf(Store(opcode) with { Cas = WrongCas }));
        Assert.Equal("old", _cache.Read("key"));

        var stored = _cache.Ask(Store(opcode) with { Cas = cas });

        Assert.Equal(BinaryStatus.Success, stored.Status);
        Assert.NotEqual(cas, stored.Cas);
        var swaps = opcode is BinaryOpcode.Append or BinaryOpcode.Prepend ? 0 : 1;
        Assert.Equal((swaps, swaps, swaps), (_cache.Counters.CasHits, _cache.Counters.CasBadval, _cache.Counters.CasMisses));
    }

    [Fact]
    public void Without_cas_the_condition_is_ignored()
    {
        using var cache = new BinaryFixture(options => options.CasDisabled = true);
        Assert.Equal(BinaryStatus.Success, cache.StatusOf(Store(BinaryOpcode.Set) with { Cas = WrongCas }));
    }

    [Theory]
    [InlineData(BinaryOpcode.SetQ)]
    [InlineData(BinaryOpcode.AddQ)]
    [InlineData(BinaryOpcode.ReplaceQ)]
    [InlineData(BinaryOpcode.AppendQ)]
    [InlineData(BinaryOpcode.PrependQ)]
    public void A_quiet_store_is_silent_on_success_and_tells_failures(BinaryOpcode opcode)
    {
        if (opcode != BinaryOpcode.AddQ)
            _cache.Put("key", "old");

        Assert.Empty(_cache.Send(Store(opcode)));
        Assert.Contains("new", _cache.Read("key"), StringComparison.Ordinal);
        var refused = _cache.Ask(Store(opcode) with { Cas = WrongCas });
        Assert.Equal((opcode, BinaryStatus.KeyExists), (refused.Opcode, refused.Status));
    }

    [Fact]
    public void Flags_and_expiry_are_kept()
    {
        _cache.Put("key", "value", flags: uint.MaxValue, expiration: 5);
        Assert.Equal(uint.MaxValue, _cache.Ask(BinaryCall.Of(BinaryOpcode.Get, "key")).ClientFlags);
        _cache.Clock.AdvanceSeconds(6);
        Assert.Null(_cache.Read("key"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\r\n\u00ff")]
    public void Any_bytes_are_a_value(string value)
    {
        _cache.Put("key", value);
        Assert.Equal(value, _cache.Read("key"));
    }

    [Theory]
    [InlineData(BinaryOpcode.Set, null)]
    [InlineData(BinaryOpcode.SetQ, null)]
    [InlineData(BinaryOpcode.Add, "old")]
    [InlineData(BinaryOpcode.Replace, "old")]
    [InlineData(BinaryOpcode.Append, "old")]
    [InlineData(BinaryOpcode.PrependQ, "old")]
    public void A_value_over_the_item_limit_is_refused_and_only_a_set_costs_the_old_one(BinaryOpcode opcode, string? left)
    {
        _cache.Put("key", "old");
        var justOver = new string('v', _cache.Options.ItemBytesMax - 60);
        var farOver = new string('v', _cache.Options.ItemBytesMax + 1000);

        foreach (var value in new[] { justOver, farOver })
        {
            _cache.Put("key", "old");
            var replies = _cache.Send(Store(opcode, value), BinaryCall.Of(BinaryOpcode.NoOp) with { Opaque = 9 });
            Assert.Equal(
                [(BinaryStatus.TooLarge, "Too large."), (BinaryStatus.Success, "")],
                replies.Select(reply => (reply.Status, reply.Value)));
            Assert.Equal(left, _cache.Read("key"));
        }
    }

    [Fact]
    public void An_append_that_makes_the_item_too_large_stores_nothing()
    {
        var half = new string('v', _cache.Options.ItemBytesMax / 2);
        _cache.Put("key", half);
        Assert.Equal(BinaryStatus.NotStored, _cache.StatusOf(Store(BinaryOpcode.Append, half)));
        Assert.Equal(half, _cache.Read("key"));
    }

    [Fact]
    public void A_refused_body_is_dropped_as_it_arrives()
    {
        var body = (uint)_cache.Options.ItemBytesMax * 4;
        var call = Store(BinaryOpcode.Set, "") with { BodyLength = body };
        _cache.Connection.Feed(call.ToBytes());
        Assert.Equal(BinaryStatus.TooLarge, Assert.Single(BinaryReply.ParseAll(_cache.Connection.TakeOutput())).Status);

        var left = (int)body - 8 - 3;
        while (left > 0)
        {
            var piece = new byte[Math.Min(left, 100_000)];
            _cache.Connection.Feed(piece);
            left -= piece.Length;
            Assert.Equal(0, _cache.Connection.UnconsumedBytes);
        }

        Assert.Empty(_cache.Connection.TakeOutput());
        Assert.Equal(BinaryStatus.Success, _cache.StatusOf(BinaryCall.Of(BinaryOpcode.NoOp)));
    }

    public void Dispose() => _cache.Dispose();

    private static BinaryCall Store(BinaryOpcode opcode, string value = "new") =>
        opcode.Loud() is BinaryOpcode.Append or BinaryOpcode.Prepend
            ? BinaryCall.Of(opcode, "key", value)
            : BinaryCall.Store(opcode, "key", value);
}
