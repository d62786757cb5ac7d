using System.Text;
using FromScratch.Routing.Maps;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace FromScratch.Routing.Tests;

public class MapPropertyTests
{
    private const int KeyCount = 4000;
    private static readonly byte[][] _keys = [.. Enumerable.Range(0, KeyCount).Select(i => Encoding.ASCII.GetBytes($"key-{i}"))];

    [Property(MaxTest = 50)]
    public bool A_removed_server_moves_only_its_own_keys(byte salt, byte size, byte victim)
    {
        var servers = Pool(salt, 2 + (size % 12));
        var gone = victim % servers.Length;
        var before = new WeightedKetamaMap(servers);
        var after = new WeightedKetamaMap([.. servers.Where((_, i) => i != gone)]);

        return _keys.All(key =>
        {
            var old = before.FindServer(key);
            var now = after.FindServer(key);
            return old == gone || (old < gone ? old : old - 1) == now;
        });
    }

    [Property(MaxTest = 50)]
    public bool An_added_server_takes_keys_and_gives_none(byte salt, byte size)
    {
        var servers = Pool(salt, 2 + (size % 12));
        var before = new WeightedKetamaMap(servers[..^1]);
        var after = new WeightedKetamaMap(servers);
        var moved = 0;
        foreach (var key in _keys)
        {
            var now = after.FindServer(key);
            if (now == before.FindServer(key))
                continue;
            if (now != servers.Length - 1)
                return false;
            moved++;
        }

        // A fair share is KeyCount / servers; twice that would mean a broken spread.
        return moved > 0 && moved < 2 * KeyCount / servers.Length;
    }

    [Property(MaxTest = 50)]
    public bool Equal_servers_hold_about_the_same(byte salt, byte size)
    {
        var servers = Pool(salt, 1 + (size % 12));
        var map = new WeightedKetamaMap(servers);
        var fair = (double)KeyCount / servers.Length;
        return Held(map).All(count => count > 0.5 * fair && count < 1.6 * fair);
    }

    [Property(MaxTest = 50)]
    public Property A_heavier_server_holds_its_weight(byte salt)
    {
        var map = new WeightedKetamaMap([Server(salt, 0, 1), Server(salt, 1, 1), Server(salt, 2, 6)]);
        var heavy = (double)Held(map)[2] / KeyCount;
        return (heavy is > 0.6 and < 0.9).Label($"held {heavy:P0} at weight 6 of 8");
    }

    [Property]
    public bool Every_map_answers_any_bytes_with_a_server_and_always_the_same(byte[] key, byte size)
    {
        var servers = Pool(1, 1 + (size % 5));
        IServerMap[] maps = [new WeightedKetamaMap(servers), new KetamaMap(servers), new ModulaMap(servers.Length)];
        return maps.All(map => map.FindServer(key) is var found && found >= 0 && found < map.ServerCount && found == map.FindServer(key));
    }

    [Fact]
    public void Looking_up_a_key_does_not_allocate()
    {
        var map = new WeightedKetamaMap(Pool(3, 3));
        _ = map.FindServer(_keys[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var key in _keys)
            _ = map.FindServer(key);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_pool_needs_a_server_and_a_weight_of_at_least_one()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedKetamaMap([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KetamaMap([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModulaMap(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ServerEntry.FromAddress("a", 1, 0));
    }

    [Fact]
    public void Four_points_of_each_digest_make_160_points_a_server() =>
        Assert.Equal(3 * 160, new WeightedKetamaMap(Pool(9, 3)).PointCount);

    private static int[] Held(WeightedKetamaMap map)
    {
        var counts = new int[map.ServerCount];
        foreach (var key in _keys)
            counts[map.FindServer(key)]++;
        return counts;
    }

    private static ServerEntry[] Pool(byte salt, int count) => [.. Enumerable.Range(0, count).Select(i => Server(salt, i, 1))];

    private static ServerEntry Server(byte salt, int i, int weight) => ServerEntry.FromAddress($"10.{salt}.0.{i}", 11211, weight);
}
