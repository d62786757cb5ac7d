using System.Text;
using FromScratch.KeyValue.Engine;
using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Engine;

/// <summary>What is there from the first call to the last is visited exactly once, whatever happens to the table in between.</summary>
public sealed class ScanTests
{
    [Theory]
    [InlineData(0, 6000)]
    [InlineData(6000, 0)]
    [InlineData(3000, 3000)]
    public void A_scan_visits_each_key_once_while_the_table_changes_its_size(int churnBefore, int churnAfter) => Seeds.ForEach(4, random =>
    {
        using var keys = new Keyspace((long)random.NextUInt64());
        var stable = Enumerable.Range(0, 200).Select(n => "stable-" + n).ToList();
        stable.ForEach(key => Set(keys, key));
        Resize(keys, 0, churnBefore);
        var visits = new KeyCollector();
        var (churn, cursor, calls) = (churnBefore, 0UL, 0);
        do
        {
            cursor = keys.Scan(cursor, 1 + random.NextInt32(12), ref visits);
            Assert.True(cursor < 1UL << 32);
            var wanted = calls++ % 50 < 25 ? churnAfter : random.NextInt32(Math.Max(churnBefore, churnAfter));
            var next = churn + Math.Clamp(wanted - churn, -400, 400);
            Resize(keys, churn, next);
            churn = next;
        }
        while (cursor != 0);
        keys.Validate();
        Assert.Equal(stable.Order(), visits.Keys.Where(key => key.StartsWith("stable", StringComparison.Ordinal)).Order());
        Assert.Equal(visits.Keys.Distinct().Count(), visits.Keys.Count);
    });

    [Fact]
    public void A_scan_of_a_large_hash_visits_each_field_once_while_it_changes_its_size() => Seeds.ForEach(4, random =>
    {
        using var keys = new Keyspace((long)random.NextUInt64());
        var fields = keys.OpenHash("hash"u8);
        for (var n = 0; n < 200; n++)
            fields.Set(Bytes("stable-" + n), "value"u8);
        var visits = new FieldCollector();
        ulong cursor = 0;
        do
        {
            cursor = fields.Scan(cursor, 1 + random.NextInt32(12), ref visits);
            var grows = random.Chance(0.5);
            for (var n = 0; n < 300; n++)
            {
                var field = Bytes("churn-" + random.NextInt32(4000));
                _ = grows ? fields.Set(field, "value"u8) : fields.Remove(field);
            }
        }
        while (cursor != 0);
        keys.Validate();
        Assert.Equal(
            Enumerable.Range(0, 200).Select(n => "stable-" + n).Order(),
            visits.Fields.Where(field => field.StartsWith("stable", StringComparison.Ordinal)).Order());
        Assert.Equal(visits.Fields.Distinct().Count(), visits.Fields.Count);
    });

    [Fact]
    public void A_scan_of_a_packed_hash_is_in_order_of_insertion_and_takes_one_call()
    {
        using var keys = new Keyspace(hashSeed: 1);
        var fields = keys.OpenHash("hash"u8);
        fields.Set("zebra"u8, "1"u8);
        fields.Set("ant"u8, "2"u8);
        fields.Set("lion"u8, "3"u8);
        fields.Set("zebra"u8, "a longer value"u8);
        var visits = new FieldCollector();
        Assert.Equal(0UL, fields.Scan(0, 1, ref visits));
        Assert.Equal(["zebra", "ant", "lion"], visits.Fields);
    }

    [Fact]
    public void A_count_is_met_before_a_scan_returns()
    {
        using var keys = new Keyspace(hashSeed: 2);
        Resize(keys, 0, 1000);
        var visits = new KeyCollector();
        Assert.NotEqual(0UL, keys.Scan(0, 100, ref visits));
        Assert.InRange(visits.Keys.Count, 100, 120);
    }

    [Theory]
    [InlineData(1UL << 32)]
    [InlineData(ulong.MaxValue)]
    public void A_cursor_that_nobody_was_given_ends_the_scan(ulong cursor)
    {
        using var keys = new Keyspace(hashSeed: 3);
        Resize(keys, 0, 100);
        var visits = new KeyCollector();
        Assert.Equal(0UL, keys.Scan(cursor, 10, ref visits));
        Assert.Empty(visits.Keys);
    }

    [Fact]
    public void Every_key_is_picked_at_random_sooner_or_later()
    {
        using var keys = new Keyspace(hashSeed: 4);
        var fields = keys.OpenHash("hash"u8);
        for (var n = 0; n < 300; n++)
        {
            fields.Set(Bytes("field-" + n), "value"u8);
        }

        Resize(keys, 0, 99);
        var picked = new HashSet<string>();
        var pickedFields = new HashSet<string>();
        for (ulong seed = 0; seed < 6000; seed++)
        {
            picked.Add(Encoding.UTF8.GetString(keys.Random(seed).Key));
            var fieldSeed = seed;
            keys.FindHash("hash"u8).Random(ref fieldSeed, out var field, out _);
            pickedFields.Add(Encoding.UTF8.GetString(field));
        }

        Assert.Equal(100, picked.Count);
        Assert.Equal(300, pickedFields.Count);
    }

    [Fact]
    public void The_one_key_alive_among_thousands_expired_is_picked()
    {
        using var keys = new Keyspace(hashSeed: 5);
        keys.Begin(1, 1000);
        for (var n = 0; n < 5000; n++)
            keys.SetString(Bytes("expired-" + n), "value"u8, expiryMs: 1500);
        keys.SetString("alive"u8, "value"u8, expiryMs: 0);
        keys.ObserveTime(2000);
        for (ulong seed = 0; seed < 20; seed++)
            Assert.Equal("alive", Encoding.UTF8.GetString(keys.Random(seed).Key));
        keys.Remove("alive"u8);
        Assert.False(keys.Random(seed: 1).Exists);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static void Set(Keyspace keys, string key) => keys.SetString(Bytes(key), "value"u8, expiryMs: 0);

    private static void Resize(Keyspace keys, int before, int after)
    {
        for (var n = before; n < after; n++)
            Set(keys, "churn-" + n);
        for (var n = after; n < before; n++)
            keys.Remove(Bytes("churn-" + n));
    }

    private struct FieldCollector() : IFieldVisitor
    {
        public readonly List<string> Fields = [];

        public readonly void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value) => Fields.Add(Encoding.UTF8.GetString(field));
    }
}
