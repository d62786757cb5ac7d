using System.Globalization;
using FromScratch.KeyValue.Engine;

namespace FromScratch.KeyValue.Tests.Commands;

/// <summary>HRANDFIELD on small hashes, on tables, and on tables that have been emptied again.</summary>
public sealed class HRandFieldTests : IDisposable
{
    private const int Large = 320;
    private readonly CommandRunner _runner = new();

    public void Dispose() => _runner.Dispose();

    [Theory]
    [InlineData(5)]
    [InlineData(128)]
    [InlineData(Large)]
    [InlineData(3000)]
    public void A_positive_count_gives_different_fields_and_never_more_than_there_are(int size)
    {
        Fill(size);
        foreach (var count in (int[])[1, 2, size / 16, (size / 16) + 1, size / 2, size - 1, size, size + 1, 10 * size])
        {
            var fields = Pick(count);
            Assert.Equal(Math.Min(count, size), fields.Length);
            Assert.Equal(fields.Length, fields.Distinct().Count());
            Assert.All(fields, field => Assert.InRange(field, 0, size - 1));
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(Large)]
    public void A_count_that_is_no_less_than_the_size_gives_the_whole(int size)
    {
        Fill(size);
        Assert.Equal(Enumerable.Range(0, size), Pick(size).Order());
        Assert.Equal(Enumerable.Range(0, size), Pick(int.MaxValue).Order());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(Large)]
    public void A_negative_count_gives_so_many_with_repeats(int size)
    {
        Fill(size);
        var fields = Pick(-3 * size);
        Assert.Equal(3 * size, fields.Length);
        Assert.InRange(fields.Distinct().Count(), size * 8 / 10, size);
    }

    [Theory]
    [InlineData(Large, 5)]
    [InlineData(Large, Large / 16)]
    [InlineData(Large, Large / 2)]
    [InlineData(Large, -5)]
    [InlineData(100, 5)]
    [InlineData(100, -5)]
    public void Every_field_is_as_likely(int size, int count)
    {
        Fill(size);
        var hits = new int[size];
        var picks = 0;
        while (picks < 60 * size)
        {
            foreach (var field in Pick(count))
                hits[field]++;
            picks += Math.Abs(count);
        }

        // Chi squared: around size - 1, with a deviation of the root of twice that.
        var expected = (double)picks / size;
        var deviation = hits.Sum(hit => (hit - expected) * (hit - expected) / expected);
        Assert.InRange(deviation, 0, size - 1 + (6 * Math.Sqrt(2 * size)));
    }

    [Fact]
    public void One_pick_tells_nothing_of_the_next()
    {
        Fill(Large);
        var fields = Pick(-200 * Large);
        var same = fields.Zip(fields.Skip(1)).Count(static pair => pair.First == pair.Second);
        Assert.InRange(same, 100, 300);
    }

    [Fact]
    public void What_is_left_of_a_large_hash_is_picked_from_too()
    {
        Fill(1000);
        for (var left = 1000; left > 1; left--)
        {
            _runner.Run($"HDEL k f{left - 1}");
            if (left is 500 or 50 or 17 or 3)
                Assert.Equal(left - 1, Pick(-20 * left).Distinct().Count());
        }

        Assert.Equal([0, 0, 0], Pick(-3));
        Assert.Equal([0], Pick(1));
        Assert.Equal("$2\r\nf0\r\n", _runner.Run("HRANDFIELD k"));
    }

    [Fact]
    public void A_few_of_many_are_picked_without_going_through_all()
    {
        Fill(Large);
        var seen = new Collector();
        Assert.True(_runner.Keys.FindHash("k"u8).TryPick(Large / 16, seed: 1, ref seen));
        Assert.Equal(Large / 16, seen.Count);
        Assert.False(_runner.Keys.FindHash("k"u8).TryPick((Large / 16) + 1, seed: 1, ref seen));
        Assert.Equal(Large / 16, seen.Count);
    }

    private void Fill(int size)
    {
        for (var field = 0; field < size; field++)
            _runner.Run($"HSET k f{field} v");
    }

    private int[] Pick(int count)
    {
        var reply = _runner.Run($"HRANDFIELD k {count}");
        var lines = reply.Split("\r\n");
        var fields = lines.Where(static line => line.StartsWith('f'));
        int[] picked = [.. fields.Select(static field => int.Parse(field.AsSpan(1), CultureInfo.InvariantCulture))];
        Assert.Equal($"*{picked.Length}", lines[0]);
        return picked;
    }

    private struct Collector : IFieldVisitor
    {
        public int Count { get; private set; }

        public void Visit(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value) => Count++;
    }
}
