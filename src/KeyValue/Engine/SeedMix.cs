namespace FromScratch.KeyValue.Engine;

/// <summary>A number from a seed without an object per use: one step of SplitMix64.</summary>
internal static class SeedMix
{
    public static ulong Mix(ulong seed)
    {
        seed += 0x9E3779B97F4A7C15;
        seed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
        seed = (seed ^ (seed >> 27)) * 0x94D049BB133111EB;
        return seed ^ (seed >> 31);
    }
}
