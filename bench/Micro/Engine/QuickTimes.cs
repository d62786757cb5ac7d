using System.Diagnostics;
using FromScratch.Cache.Engine;

namespace FromScratch.Micro.Engine;

/// <summary>Nanoseconds per operation over a large set in random order: five million 30-byte items live, beside a small set.</summary>
internal static class QuickTimes
{
    public static void Print(string[] args)
    {
        var policies = args.Length > 0 ? args.Select(Enum.Parse<EvictionPolicyKind>) : Enum.GetValues<EvictionPolicyKind>();
        foreach (var policy in policies)
        {
            Measure(policy, "1k in cache", 1000, 64 << 20, 100);
            Measure(policy, "5M live", 5_000_000, 1L << 30, 30);
            Measure(policy, "evicting", 5_000_000, 200L << 20, 30);
        }
    }

    private static void Measure(EvictionPolicyKind policy, string name, int keys, long memory, int valueBytes)
    {
        using var engine = new BenchEngine(keys, memory, policy, valueBytes);
        for (var i = 0; i < keys; i++)
            engine.Set(i);
        var destination = new byte[valueBytes];
        var get = Time(keys, number => engine.Get(number, destination));
        var set = Time(keys, number => engine.Set(number) == StoreStatus.Stored);
        Console.WriteLine($"{policy,-7} {name,-12} get {get,6:F0} ns  set {set,6:F0} ns  items {engine.Engine.Stats().Items}");
    }

    private static double Time(int keys, Func<int, bool> operation)
    {
        const int Operations = 3_000_000;
        var random = new Random(1);
        var order = new int[1 << 20];
        for (var i = 0; i < order.Length; i++)
            order[i] = random.Next(keys);
        var best = double.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Operations; i++)
                operation(order[i & (order.Length - 1)]);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Operations);
        }

        return best;
    }
}
