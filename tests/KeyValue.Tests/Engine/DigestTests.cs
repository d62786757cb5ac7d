using FromScratch.KeyValue.Engine;

namespace FromScratch.KeyValue.Tests.Engine;

public sealed class DigestTests
{
    private const long TimeMs = 1_700_000_000_000;

    [Fact]
    public void The_digest_tells_contents_that_differ_in_anything()
    {
        List<Action<Keyspace>> contents =
        [
            _ => { },
            keys => keys.SetString("a"u8, "1"u8, 0),
            keys => keys.SetString("a"u8, "2"u8, 0),
            keys => keys.SetString("b"u8, "1"u8, 0),
            keys => keys.SetString("a1"u8, ""u8, 0),
            keys => keys.SetString(""u8, "a1"u8, 0),
            keys => keys.SetString("a"u8, "1"u8, TimeMs + 1),
            keys => keys.SetString("a"u8, "1"u8, TimeMs + 2),
            keys => keys.OpenHash("a"u8).Set("f"u8, "1"u8),
            keys => keys.OpenHash("a"u8).Set("f1"u8, ""u8),
            keys => keys.OpenHash("a"u8).Set("g"u8, "1"u8),
            keys => SetTwo(keys, "1"u8, "2"u8),
            keys => SetTwo(keys, "2"u8, "1"u8),
            keys => SetTwo(keys, "1"u8, "1"u8),
            keys =>
            {
                keys.SetString("a"u8, "1"u8, 0);
                keys.SetString("b"u8, "1"u8, 0);
            },
            keys =>
            {
                keys.SetString("a"u8, "1"u8, 0);
                keys.SetString("b"u8, "2"u8, 0);
            },
        ];
        Assert.Equal(contents.Count, contents.Select(fill => DigestOf(hashSeed: 1, fill)).Distinct().Count());
    }

    [Fact]
    public void The_digest_does_not_depend_on_history_hash_seed_and_encoding()
    {
        static void Briefly(Keyspace keys)
        {
            keys.SetString("a"u8, "1"u8, 0);
            SetTwo(keys, "1"u8, "2"u8);
        }

        static void AtLength(Keyspace keys)
        {
            var fields = keys.OpenHash("hash"u8);
            fields.Set("g"u8, new byte[100]);
            fields.Set("f"u8, "1"u8);
            fields.Set("g"u8, "2"u8);
            Assert.False(fields.IsPacked);
            keys.SetString("z"u8, "0"u8, TimeMs + 100);
            keys.SetString("gone"u8, "0"u8, 0);
            keys.Begin(80, TimeMs + 50);
            keys.Remove("gone"u8);
            keys.Rename("z"u8, "a"u8);
            keys.SetString("a"u8, "1"u8, 0);
        }

        Assert.Equal(DigestOf(hashSeed: 1, Briefly), DigestOf(hashSeed: 2, AtLength));
    }

    [Fact]
    public void The_digest_leaves_out_what_has_expired_by_log_time_and_nothing_else()
    {
        using var keys = new Keyspace(hashSeed: 3);
        keys.Begin(1, TimeMs);
        var empty = keys.Digest();
        keys.SetString("key"u8, "value"u8, TimeMs + 5);
        var full = keys.Digest();
        Assert.NotEqual(empty, full);
        keys.ObserveTime(TimeMs + 100);
        Assert.False(keys.Find("key"u8).Exists);
        Assert.Equal(full, keys.Digest());
        keys.Begin(2, TimeMs + 6);
        Assert.Equal(empty, keys.Digest());
        Assert.Equal(1, keys.ReclaimExpired(10));
        Assert.Equal(empty, keys.Digest());
    }

    private static void SetTwo(Keyspace keys, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var fields = keys.OpenHash("hash"u8);
        fields.Set("f"u8, first);
        fields.Set("g"u8, second);
    }

    private static UInt128 DigestOf(long hashSeed, Action<Keyspace> fill)
    {
        using var keys = new Keyspace(hashSeed);
        keys.Begin(1, TimeMs);
        fill(keys);
        return keys.Digest();
    }
}
