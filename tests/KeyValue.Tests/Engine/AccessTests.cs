using System.Text;
using FromScratch.KeyValue.Engine;

namespace FromScratch.KeyValue.Tests.Engine;

public sealed class AccessTests
{
    private const int Count = 400;

    [Fact]
    public void Idle_time_counts_seconds_from_the_last_touch()
    {
        using var keys = new Keyspace(hashSeed: 1);
        keys.Begin(1, 1_700_000_000_000);
        keys.SetString("key"u8, "value"u8, expiryMs: 0);
        keys.ObserveTime(1_700_000_090_000);
        Assert.Equal(90, keys.IdleSeconds(keys.Find("key"u8)));
        keys.Touch(keys.Find("key"u8));
        Assert.Equal(0, keys.IdleSeconds(keys.Find("key"u8)));
        keys.Begin(2, 1_700_000_100_000);
        Assert.Equal(10, keys.IdleSeconds(keys.Find("key"u8)));
    }

    [Theory]
    [InlineData(100, 8, 13)]
    [InlineData(1000, 15, 25)]
    [InlineData(100_000, 120, 165)]
    public void Frequency_rises_as_slowly_as_in_Redis(int touches, int min, int max)
    {
        using var keys = new Keyspace(hashSeed: 2) { Tracking = AccessTracking.Frequency };
        keys.SetString("key"u8, "value"u8, expiryMs: 0);
        Assert.Equal(5, keys.Frequency(keys.Find("key"u8)));
        for (var n = 0; n < touches; n++)
            keys.Touch(keys.Find("key"u8));
        var frequency = keys.Frequency(keys.Find("key"u8));
        Assert.InRange(frequency, min, max);
        keys.ObserveTime(3 * 60_000);
        Assert.Equal(frequency - 3, keys.Frequency(keys.Find("key"u8)));
        keys.SetString("key"u8, "other"u8, expiryMs: 0);
        Assert.Equal(frequency - 3, keys.Frequency(keys.Find("key"u8)));
    }

    [Fact]
    public void The_least_recently_used_is_evicted_first()
    {
        using var keys = new Keyspace(hashSeed: 3);
        Fill(keys);
        keys.ObserveTime(1_000_000);
        for (var n = 0; n < Count / 2; n++)
            keys.Touch(keys.Find(KeyOf(n)));
        Assert.Equal(100, EvictedOfSecondHalf(keys, EvictionOrder.LeastRecentlyUsed));
        keys.Validate();
    }

    [Fact]
    public void The_least_frequently_used_is_evicted_first()
    {
        using var keys = new Keyspace(hashSeed: 4) { Tracking = AccessTracking.Frequency };
        Fill(keys);
        for (var touch = 0; touch < 50; touch++)
        {
            for (var n = 0; n < Count / 2; n++)
                keys.Touch(keys.Find(KeyOf(n)));
        }

        Assert.Equal(100, EvictedOfSecondHalf(keys, EvictionOrder.LeastFrequentlyUsed));
    }

    [Fact]
    public void What_expires_soonest_is_evicted_first_and_what_never_does_not_at_all()
    {
        using var keys = new Keyspace(hashSeed: 5);
        keys.SetString("stays"u8, "value"u8, expiryMs: 0);
        for (var n = 0; n < Count; n++)
            keys.SetString(KeyOf(n), "value"u8, 1_000_000 + ((n * 7919L) % Count));
        long last = 0;
        for (var n = 0; n < Count; n++)
        {
            var item = keys.SampleForEviction(EvictionOrder.SoonestExpiry, seed: 1, samples: 5);
            Assert.True(item.ExpiryMs > last);
            Assert.Equal(keys.NextExpiryMs, item.ExpiryMs);
            last = item.ExpiryMs;
            Assert.True(keys.Remove(item.Key));
            keys.Validate();
        }

        Assert.False(keys.SampleForEviction(EvictionOrder.SoonestExpiry, seed: 1, samples: 5).Exists);
        Assert.True(keys.SampleForEviction(EvictionOrder.LeastRecentlyUsed, seed: 1, samples: 5).Exists);
        keys.Clear();
        Assert.False(keys.SampleForEviction(EvictionOrder.LeastRecentlyUsed, seed: 1, samples: 5).Exists);
    }

    // How many of the first quarter of evictions were of the second half of the keys.
    private static int EvictedOfSecondHalf(Keyspace keys, EvictionOrder order)
    {
        var right = 0;
        for (ulong seed = 0; seed < Count / 4; seed++)
        {
            var item = keys.SampleForEviction(order, seed, samples: 32);
            right += int.Parse(Encoding.ASCII.GetString(item.Key)) >= Count / 2 ? 1 : 0;
            Assert.True(keys.Remove(item.Key));
        }

        return right;
    }

    private static void Fill(Keyspace keys)
    {
        for (var n = 0; n < Count; n++)
            keys.SetString(KeyOf(n), "value"u8, expiryMs: 0);
    }

    private static byte[] KeyOf(int number) => Encoding.ASCII.GetBytes($"{number}");
}
