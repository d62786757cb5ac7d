using System.Text;
using FromScratch.Core;
using FromScratch.KeyValue.Engine;
using FromScratch.KeyValue.Tests.Commands;
using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Engine;

public sealed class OrderedTests
{
    [Fact]
    public void Ranges_are_those_of_a_sorted_list_whatever_is_done_to_the_keys() => Seeds.ForEach(6, static random =>
    {
        using var keys = new Keyspace((long)random.NextUInt64()) { IsOrdered = true };
        var sorted = new SortedSet<string>(StringComparer.Ordinal);
        var span = random.NextInt32(2) == 0 ? 300 : 20_000;
        for (var step = 1; step <= 20_000; step++)
        {
            keys.Begin((ulong)step, 1000);
            Change(keys, sorted, random, span);
            if (step % 500 != 0)
                continue;
            keys.Validate();
            for (var range = 0; range < 10; range++)
                Compare(keys, sorted, random, span);
        }

        keys.Clear();
        sorted.Clear();
        Compare(keys, sorted, random, span);
        keys.Validate();
    });

    [Fact]
    public void What_has_expired_is_not_shown_and_memory_is_given_back()
    {
        var keys = new Keyspace(hashSeed: 1) { IsOrdered = true };
        keys.Begin(1, 1000);
        for (var number = 0; number < 2000; number++)
            keys.SetString(Bytes($"k{number:d4}"), "v"u8, number % 2 == 0 ? 1500 : 0);
        keys.Begin(2, 2000);
        var visitor = new Collector();
        keys.Range(None, None, isReversed: false, 0, long.MaxValue, ref visitor);
        Assert.Equal(1000, visitor.Keys.Count);
        keys.Validate();
        keys.Dispose();
        Assert.Equal(0, keys.BytesUsed);
    }

    [Theory]
    [InlineData("*3 a b c", "- +")]
    [InlineData("*2 a b", "- (c")]
    [InlineData("*2 b c", "(a +")]
    [InlineData("*3 c b a", "+ - REV")]
    [InlineData("*2 b a", "[b [a REV")]
    [InlineData("*1 b", "[a [c LIMIT 1 1")]
    [InlineData("*2 b c", "- + LIMIT 1 -1")]
    [InlineData("*4 b 2 c nil", "[b + WITHVALUES")]
    [InlineData("*0", "+ -")]
    [InlineData("*0", "(c +")]
    [InlineData("*0", "[b [a")]
    [InlineData("-ERR min or max not valid string range item", "a +")]
    [InlineData("-ERR syntax error", "- + LIMIT 1")]
    [InlineData("-ERR value is not an integer or out of range", "- + LIMIT x 1")]
    public void Bounds_are_written_as_for_ZRANGE_BYLEX(string expected, string arguments)
    {
        using var runner = new CommandRunner(isOrdered: true);
        runner.Run("MSET a 1 b 2");
        runner.Run("HSET c f v");
        var reply = runner.Run($"KEYRANGE {arguments}").Replace("$-1", "$3\r\nnil", StringComparison.Ordinal);
        var words = reply.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '$');
        Assert.Equal(expected, string.Join(' ', words));
    }

    [Fact]
    public void Without_the_setting_it_says_so()
    {
        using var runner = new CommandRunner();
        Assert.StartsWith("-ERR KEYRANGE needs keys that are kept in order", runner.Run("KEYRANGE - +"));
    }

    private static KeyBound None => new([], isInclusive: false, isOpen: true);

    private static void Change(Keyspace keys, SortedSet<string> sorted, SeededRandom random, int span)
    {
        var key = Key(random, span);
        switch (random.NextInt32(10))
        {
            case < 5:
                keys.SetString(Bytes(key), new byte[random.NextInt32(200)], random.NextInt32(3) == 0 ? 5000 : 0);
                sorted.Add(key);
                break;
            case < 8:
                Assert.Equal(sorted.Remove(key), keys.Remove(Bytes(key)));
                break;
            case 8 when sorted.Contains(key):
                var to = Key(random, span);
                if (to == key)
                    break;
                keys.Rename(Bytes(key), Bytes(to));
                sorted.Remove(key);
                sorted.Add(to);
                break;
            default:
                keys.SetExpiry(Bytes(key), 9000);
                break;
        }
    }

    private static void Compare(Keyspace keys, SortedSet<string> sorted, SeededRandom random, int span)
    {
        var (low, high) = (Key(random, span), Key(random, span));
        var (withLow, withHigh, reversed) = (random.NextInt32(2) == 0, random.NextInt32(2) == 0, random.NextInt32(2) == 0);
        var (openLow, openHigh) = (random.NextInt32(5) == 0, random.NextInt32(5) == 0);
        var offset = random.NextInt32(4) == 0 ? random.NextInt32(50) : 0;
        var count = random.NextInt32(3) == 0 ? random.NextInt32(100) : 1000;
        var expected = sorted.Where(key => (openLow || string.CompareOrdinal(key, low) is > 0 or 0 && (withLow || key != low))
            && (openHigh || string.CompareOrdinal(key, high) is < 0 or 0 && (withHigh || key != high)));
        if (reversed)
            expected = expected.Reverse();
        var visitor = new Collector();
        keys.Range(
            new KeyBound(Bytes(low), withLow, openLow), new KeyBound(Bytes(high), withHigh, openHigh), reversed, offset, count,
            ref visitor);
        Assert.Equal(expected.Skip(offset).Take(count), visitor.Keys);
    }

    private static string Key(SeededRandom random, int span) => $"k{random.NextInt32(span)}";

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private readonly struct Collector() : IItemVisitor
    {
        public List<string> Keys { get; } = [];

        public void Visit(in Item item) => Keys.Add(Encoding.ASCII.GetString(item.Key));
    }
}
