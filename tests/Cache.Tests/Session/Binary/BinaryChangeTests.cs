using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Tests.Session.Binary;

/// <summary>Delete, increment and decrement.</summary>
public sealed class BinaryChangeTests : IDisposable
{
    private readonly BinaryFixture _cache = new();

    [Fact]
    public void A_delete_removes_and_a_second_one_misses()
    {
        _cache.Put("key", "value");
        var deleted = _cache.Ask(BinaryCall.Of(BinaryOpcode.Delete, "key"));
        Assert.Equal((BinaryStatus.Success, 0ul, ""), (deleted.Status, deleted.Cas, deleted.Value));
        Assert.Equal(BinaryStatus.KeyNotFound, _cache.StatusOf(BinaryCall.Of(BinaryOpcode.Delete, "key")));
        Assert.Equal((1, 1), (_cache.Counters.DeleteHits, _cache.Counters.DeleteMisses));
    }

    [Fact]
    public void A_delete_with_another_cas_id_leaves_the_item()
    {
        var cas = _cache.Put("key", "value");
        Assert.Equal(BinaryStatus.KeyExists, _cache.StatusOf(BinaryCall.Of(BinaryOpcode.Delete, "key") with { Cas = cas + 1 }));
        Assert.Equal("value", _cache.Read("key"));
        Assert.Equal(BinaryStatus.Success, _cache.StatusOf(BinaryCall.Of(BinaryOpcode.Delete, "key") with { Cas = cas }));
    }

    [Fact]
    public void A_quiet_delete_tells_only_the_miss()
    {
        _cache.Put("key", "value");
        Assert.Empty(_cache.Send(BinaryCall.Of(BinaryOpcode.DeleteQ, "key")));
        Assert.Equal(BinaryStatus.KeyNotFound, _cache.StatusOf(BinaryCall.Of(BinaryOpcode.DeleteQ, "key")));
    }

    [Theory]
    [InlineData(BinaryOpcode.Increment, "10", 5ul, 15ul)]
    [InlineData(BinaryOpcode.Increment, "18446744073709551615", 2ul, 1ul)]
    [InlineData(BinaryOpcode.Decrement, "10", 3ul, 7ul)]
    [InlineData(BinaryOpcode.Decrement, "10", 11ul, 0ul)]
    public void A_number_moves_within_64_bits(BinaryOpcode opcode, string stored, ulong delta, ulong expected)
    {
        var cas = _cache.Put("n", stored);

        var reply = _cache.Ask(BinaryCall.Delta(opcode, "n", delta) with { Opaque = 6 });

        Assert.Equal((opcode, BinaryStatus.Success, expected, 6u), (reply.Opcode, reply.Status, reply.Number, reply.Opaque));
        Assert.NotEqual(cas, reply.Cas);
        Assert.Equal(1, _cache.Counters.IncrHits + _cache.Counters.DecrHits);
    }

    [Theory]
    [InlineData(BinaryOpcode.Increment)]
    [InlineData(BinaryOpcode.Decrement)]
    public void A_missing_number_is_made_with_the_initial_value_and_expiry(BinaryOpcode opcode)
    {
        var reply = _cache.Ask(BinaryCall.Delta(opcode, "n", 5, initial: 41, expiration: 10));

        Assert.Equal((BinaryStatus.Success, 41ul), (reply.Status, reply.Number));
        Assert.NotEqual(0ul, reply.Cas);
        Assert.Equal("41", _cache.Read("n"));
        Assert.Equal(0, _cache.Counters.IncrHits + _cache.Counters.IncrMisses + _cache.Counters.DecrHits + _cache.Counters.DecrMisses);
        _cache.Clock.AdvanceSeconds(11);
        Assert.Null(_cache.Read("n"));
    }

    [Theory]
    [InlineData(BinaryOpcode.Increment)]
    [InlineData(BinaryOpcode.DecrementQ)]
    public void All_ones_as_expiry_means_do_not_make_it(BinaryOpcode opcode)
    {
        Assert.Equal(BinaryStatus.KeyNotFound, _cache.StatusOf(BinaryCall.Delta(opcode, "n", 1, initial: 41, expiration: 0xffffffff)));
        Assert.Null(_cache.Read("n"));
        Assert.Equal(1, _cache.Counters.IncrMisses + _cache.Counters.DecrMisses);
    }

    [Fact]
    public void A_word_is_not_counted()
    {
        _cache.Put("word", "hello");
        var reply = _cache.Ask(BinaryCall.Delta(BinaryOpcode.Increment, "word", 1));
        Assert.Equal((BinaryStatus.NonNumeric, "Non-numeric server-side value for incr or decr"), (reply.Status, reply.Value));
    }

    [Fact]
    public void Another_cas_id_stops_an_increment()
    {
        var cas = _cache.Put("n", "1");
        Assert.Equal(BinaryStatus.KeyExists, _cache.StatusOf(BinaryCall.Delta(BinaryOpcode.Increment, "n", 1) with { Cas = cas + 1 }));
        Assert.Equal(2ul, _cache.Ask(BinaryCall.Delta(BinaryOpcode.Increment, "n", 1) with { Cas = cas }).Number);
    }

    [Fact]
    public void Quiet_forms_count_in_silence()
    {
        Assert.Empty(_cache.Send(
            BinaryCall.Delta(BinaryOpcode.IncrementQ, "n", 1, initial: 5, expiration: 0),
            BinaryCall.Delta(BinaryOpcode.IncrementQ, "n", 10),
            BinaryCall.Delta(BinaryOpcode.DecrementQ, "n", 1)));
        Assert.Equal("14", _cache.Read("n"));
    }

    public void Dispose() => _cache.Dispose();
}
