using System.Globalization;
using System.Text;
using FromScratch.KeyValue.Engine;

namespace FromScratch.KeyValue.Tests.Engine;

public sealed class MemoryTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(16, 10, false, 70)]
    [InlineData(16, 32, false, 70)]
    [InlineData(24, 100, false, 70)]
    [InlineData(16, 10, true, 100)]
    public void A_small_string_costs_little_more_than_its_bytes(int keyLength, int valueLength, bool expires, int overheadMax)
    {
        const int Count = 100_000;
        using var keys = new Keyspace(hashSeed: 1);
        var value = new byte[valueLength];
        for (var n = 0; n < Count; n++)
            keys.SetString(KeyOf(n, keyLength), value, expires ? 1 + n : 0);
        var overhead = (keys.BytesUsed / (double)Count) - keyLength - valueLength;
        output.WriteLine($"Key of {keyLength}, value of {valueLength}{(expires ? ", expiry" : "")}: {overhead:F1} bytes more.");
        Assert.InRange(overhead, 32, overheadMax);
        long byItem = 0;
        for (var n = 0; n < Count; n++)
            byItem += keys.Find(KeyOf(n, keyLength)).Bytes;
        Assert.InRange(byItem / (double)keys.BytesUsed, 0.9, 1.1);
    }

    [Fact]
    public void A_large_hash_is_a_few_managed_objects_and_a_key_or_field_is_none()
    {
        using var keys = new Keyspace(hashSeed: 2);
        var names = Enumerable.Range(0, 2000).Select(n => KeyOf(n, 12)).ToArray();
        Fill(keys, names);
        keys.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill(keys, names);
        // What a hash packs is copied once, when it becomes a table.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    [Fact]
    public void Removing_every_key_gives_all_memory_back_but_for_a_small_segment()
    {
        using var keys = new Keyspace(hashSeed: 3);
        var atFirst = keys.BytesUsed;
        for (var n = 0; n < 200_000; n++)
            keys.SetString(KeyOf(n, 12), "value"u8, n % 2);
        Assert.True(keys.BytesUsed > 200_000 * 50);
        for (var n = 0; n < 200_000; n++)
            Assert.True(keys.Remove(KeyOf(n, 12)));
        keys.Validate();
        Assert.InRange(keys.BytesUsed, atFirst, atFirst + 512);
    }

    [Fact]
    public void A_string_grows_by_pieces_to_its_bound_and_no_further()
    {
        using var keys = new Keyspace(hashSeed: 4);
        for (var length = 1; length <= 64 << 20; length *= 2)
            keys.OpenString("key"u8, length)[length - 1] = 1;
        var value = keys.Find("key"u8).Value;
        for (var length = 1; length <= 64 << 20; length *= 2)
            Assert.Equal(1, value[length - 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => keys.OpenString("key"u8, Keyspace.ValueBytesMax + 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => keys.OpenString("key"u8, -1).Length);
        Assert.True(keys.Find("key"u8).Bytes > 64 << 20);
        Assert.True(keys.OpenString("key"u8, 0).IsEmpty);
        Assert.InRange(keys.Find("key"u8).Bytes, 32, 64);
    }

    private static void Fill(Keyspace keys, byte[][] names)
    {
        foreach (var name in names)
            keys.SetString(name, "value"u8, expiryMs: 10);
        foreach (var name in names)
            keys.OpenHash("large"u8).Set(name, "value"u8);
        foreach (var name in names)
            keys.SetString(name, "value"u8, expiryMs: 0);
    }

    private static byte[] KeyOf(int number, int length) =>
        Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture).PadLeft(length, 'k'));
}
