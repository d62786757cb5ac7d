using System.Text;
using FromScratch.KeyValue.Engine;
using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Engine;

/// <summary>A walk hands over the keys of its first moment, however much they change.</summary>
public sealed class WalkTests
{
    [Fact]
    public void A_walk_over_thousands_of_keys_under_change_is_of_one_moment() => Seeds.ForEach(4, random =>
    {
        using var keys = new Keyspace((long)random.NextUInt64());
        ulong index = 0;
        for (var n = 0; n < 3000; n++)
            Change(keys, random.NextInt32(4000), ++index, random.NextInt32(100));
        var sink = new Sink(keys);
        var expected = AllOf(keys);
        keys.BeginWalk(sink);
        var steps = 0;
        while (keys.StepWalk(1 + random.NextInt32(40)))
        {
            steps++;
            for (var n = 0; n < 60; n++)
                Change(keys, random.NextInt32(4000), ++index, random.NextInt32(100));
        }

        keys.EndWalk();
        keys.Validate();
        Assert.True(steps > 50);
        Assert.Equal(expected.OrderBy(pair => pair.Key), sink.Taken.OrderBy(pair => pair.Key));
        Assert.NotEqual(expected.OrderBy(pair => pair.Key), AllOf(keys).OrderBy(pair => pair.Key));
    });

    [Fact]
    public void Keys_cleared_during_a_walk_are_handed_over_and_freed_at_its_end()
    {
        using var keys = new Keyspace(hashSeed: 1);
        var bytesAtFirst = keys.BytesUsed;
        for (var n = 0; n < 1000; n++)
            Change(keys, n, index: 1, kind: n % 100);
        var expected = AllOf(keys);
        var sink = new Sink(keys);
        keys.BeginWalk(sink);
        keys.StepWalk(100);
        keys.Begin(2, 0);
        keys.Clear();
        Assert.Equal(0, keys.Count);
        for (var n = 0; n < 500; n++)
            Change(keys, n, index: 3, kind: 0);
        keys.Clear();
        Change(keys, 7, index: 4, kind: 0);
        while (keys.StepWalk(100))
            keys.Validate();
        keys.EndWalk();
        keys.Validate();
        Assert.Equal(expected.OrderBy(pair => pair.Key), sink.Taken.OrderBy(pair => pair.Key));
        Assert.Equal(1, keys.Count);
        keys.Clear();
        Assert.Equal(bytesAtFirst, keys.BytesUsed);
    }

    [Fact]
    public void A_walk_given_up_leaves_the_next_one_whole()
    {
        using var keys = new Keyspace(hashSeed: 2);
        for (var n = 0; n < 500; n++)
            Change(keys, n, index: 1, kind: 0);
        keys.BeginWalk(new Sink(keys));
        keys.StepWalk(200);
        Change(keys, 3, index: 2, kind: 1);
        keys.EndWalk();
        var sink = new Sink(keys);
        keys.BeginWalk(sink);
        while (keys.StepWalk(100))
            Assert.True(keys.IsWalking);
        Assert.False(keys.StepWalk(100));
        keys.EndWalk();
        Assert.Equal(AllOf(keys).OrderBy(pair => pair.Key), sink.Taken.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void A_walk_over_loaded_keys_hands_them_over()
    {
        using var keys = new Keyspace(hashSeed: 3);
        keys.LoadString("key"u8, "value"u8, expiryMs: 0, version: 70);
        var sink = new Sink(keys);
        keys.BeginWalk(sink);
        Assert.False(keys.StepWalk(10));
        Assert.Single(sink.Taken);
        Assert.Throws<InvalidOperationException>(() => keys.LoadString("key"u8, "value"u8, expiryMs: 0, version: 70));
    }

    [Fact]
    public void A_change_that_could_not_be_told_from_what_was_before_is_refused()
    {
        using var keys = new Keyspace(hashSeed: 4);
        keys.Begin(5, 0);
        keys.SetString("key"u8, "value"u8, expiryMs: 0);
        keys.BeginWalk(new Sink(keys));
        Assert.Throws<InvalidOperationException>(() => keys.BeginWalk(new Sink(keys)));
        Assert.Throws<InvalidOperationException>(() => keys.SetString("key"u8, "other"u8, expiryMs: 0));
        Assert.Throws<InvalidOperationException>(() => keys.SetString("new"u8, "other"u8, expiryMs: 0));
        Assert.True(keys.Remove("key"u8));
        keys.Begin(6, 0);
        keys.SetString("new"u8, "other"u8, expiryMs: 0);
        keys.EndWalk();
        keys.EndWalk();
        Assert.Throws<InvalidOperationException>(() => keys.StepWalk(1));
    }

    private static void Change(Keyspace keys, int number, ulong index, int kind)
    {
        keys.Begin(index, timeMs: 1000 + (long)index);
        var key = Encoding.UTF8.GetBytes("key-" + number);
        if (kind < 60 || (kind < 90 && keys.Find(key).Type == KeyValue.Engine.ValueType.String))
        {
            keys.SetString(key, Encoding.UTF8.GetBytes($"{kind} by {index}"), kind % 2 == 0 ? 0 : 1200 + (long)index);
        }
        else if (kind < 90)
        {
            var fields = keys.OpenHash(key);
            for (var n = 0; n < (kind == 60 ? 150 : 5); n++)
                fields.Set(Encoding.UTF8.GetBytes("field-" + n), Encoding.UTF8.GetBytes($"{kind} by {index}"));
        }
        else if (kind < 98)
        {
            keys.Remove(key);
        }
        else
        {
            keys.ReclaimExpired(10);
        }
    }

    private static Dictionary<string, string> AllOf(Keyspace keys)
    {
        var all = new Sink(keys);
        Assert.Equal(0UL, keys.Scan(0, long.MaxValue, ref all));
        return all.Taken;
    }

    private sealed class Sink(Keyspace keys) : IItemSink, IItemVisitor
    {
        public Dictionary<string, string> Taken { get; } = [];

        public void Add(in Item item) => Taken.Add(Encoding.UTF8.GetString(item.Key), Contents.Of(keys, item));

        public void Visit(in Item item) => Add(item);
    }
}
