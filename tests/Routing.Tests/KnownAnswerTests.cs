using System.Globalization;
using FromScratch.Routing.Hashing;
using FromScratch.Routing.Maps;

namespace FromScratch.Routing.Tests;

public class KnownAnswerTests
{
    public static TheoryData<string, string, string> Placements =>
        [.. GoldenFile.Lines("place").Select(f => new TheoryDataRow<string, string, string>(f[1], f[2], f[3]))];

    [Fact]
    public void Every_hash_function_gives_the_bits_of_libhashkit()
    {
        var checkedValues = 0;
        foreach (var line in GoldenFile.Lines("hash"))
        {
            var key = Convert.FromHexString(line[1]);
            foreach (var (name, expected) in line[2..].Select(v => (v.Split('=')[0], v.Split('=')[1])))
            {
                var actual = KeyHasher.Compute(GoldenFile.Hash(name), key);
                Assert.True(uint.Parse(expected, NumberStyles.HexNumber, CultureInfo.InvariantCulture) == actual,
                    $"{name} of {line[1]}: expected {expected}, got {actual:x8}");
                checkedValues++;
            }
        }

        Assert.Equal(49 * Enum.GetValues<KeyHash>().Length, checkedValues);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Every_key_is_where_libmemcached_stored_it(string kind, string hash, string pool)
    {
        var servers = GoldenFile.Servers(pool);
        var held = GoldenFile.Lines("place").Single(f => f[1] == kind && f[2] == hash && f[3] == pool)[4];
        IServerMap map = kind switch
        {
            "weighted" => new WeightedKetamaMap(servers, GoldenFile.Hash(hash)),
            "ketama" => new KetamaMap(servers, GoldenFile.Hash(hash)),
            _ => new ModulaMap(servers.Length, GoldenFile.Hash(hash)),
        };

        Assert.Equal(3000, held.Length);
        Assert.Equal(held, string.Concat(Enumerable.Range(0, held.Length).Select(i => map.FindServer(GoldenFile.Key(i)))));
    }

    [Fact]
    public void The_default_port_is_left_out_of_the_hashed_text()
    {
        Assert.Equal("cache.example", ServerEntry.FromAddress("cache.example", 11211).RingName);
        Assert.Equal("cache.example:11212", ServerEntry.FromAddress("cache.example", 11212).RingName);
        Assert.Equal("alpha", ServerEntry.FromName("alpha").RingName);
    }
}
