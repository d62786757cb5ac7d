using FromScratch.Cache.Engine;

namespace FromScratch.Micro.Engine;

/// <summary>How many items 64 MiB hold, and what each costs beside its key and value.</summary>
internal static class ItemsHeld
{
    private const long MemoryBytes = 64 << 20;
    private const int KeyBytes = 20;

    public static void Print()
    {
        Console.WriteLine("policy   value  items held  overhead/item");
        foreach (var policy in Enum.GetValues<EvictionPolicyKind>())
        {
            foreach (var size in (int[])[30, 100, 1000])
            {
                using var engine = new BenchEngine((int)(MemoryBytes * 3 / 2 / (KeyBytes + size)), MemoryBytes, policy, size);
                for (var i = 0; i < engine.Keys; i++)
                    engine.Set(i);
                var stats = engine.Engine.Stats();
                var bytesAround = (double)MemoryBytes / stats.Items - KeyBytes - size;
                var percentUsed = stats.MemoryBytesUsed * 100.0 / MemoryBytes;
                var indexBytesPerItem = (double)stats.IndexBytes / stats.Items;
                Console.WriteLine(
                    $"{policy,-7} {size,6} {stats.Items,11} {bytesAround,14:F1}  " +
                    $"used {percentUsed:F1} %  index/item {indexBytesPerItem:F2}");
            }
        }
    }
}
