namespace FromScratch.KeyValue.Engine;

/// <summary>What the 24 bits of access of an item tell.</summary>
public enum AccessTracking : byte
{
    /// <summary>The second of the last access.</summary>
    Recency,

    /// <summary>16 bits of the minute of the last access, 8 bits of a logarithmic counter.</summary>
    Frequency,
}

/// <summary>Redis's LRU clock and LFU counter: lfu-log-factor 10, lfu-decay-time 1.</summary>
internal sealed class AccessClock(ulong seed)
{
    private const int CounterInitial = 5;
    private const int CounterMax = 255;
    private const int LogFactor = 10;
    private const int CounterBits = 8;
    private const uint MinuteMask = 0xFFFF;
    private const uint SecondMask = 0xFFFFFF;

    private ulong _random = seed;

    public AccessTracking Tracking { get; set; }

    public uint Initial(long nowMs) =>
        Tracking == AccessTracking.Recency ? SecondOf(nowMs) : (MinuteOf(nowMs) << CounterBits) | CounterInitial;

    /// <summary>The value is another: that is an access, and a frequency stays with the key.</summary>
    public uint Replaced(uint access, long nowMs) => Tracking == AccessTracking.Recency ? SecondOf(nowMs) : access;

    public uint Touched(uint access, long nowMs)
    {
        if (Tracking == AccessTracking.Recency)
            return SecondOf(nowMs);
        var counter = Frequency(access, nowMs);
        if (counter < CounterMax)
        {
            _random = SeedMix.Mix(_random);
            var chance = 1.0 / ((Math.Max(0, counter - CounterInitial) * LogFactor) + 1);
            if ((_random >> 11) * (1.0 / (1UL << 53)) < chance)
                counter++;
        }

        return (MinuteOf(nowMs) << CounterBits) | (uint)counter;
    }

    public static long IdleSeconds(uint access, long nowMs) => (SecondOf(nowMs) - access) & SecondMask;

    /// <summary>The counter, less one for each minute without access.</summary>
    public static int Frequency(uint access, long nowMs)
    {
        var minutes = (MinuteOf(nowMs) - (access >> CounterBits)) & MinuteMask;
        return (int)Math.Max(0, (access & CounterMax) - (long)minutes);
    }

    private static uint SecondOf(long nowMs) => (uint)(nowMs / 1000) & SecondMask;

    private static uint MinuteOf(long nowMs) => (uint)(nowMs / 60_000) & MinuteMask;
}
