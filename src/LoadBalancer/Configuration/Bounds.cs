namespace FromScratch.LoadBalancer.Configuration;

/// <summary>How far the numbers of a configuration may go where nothing nearer says it; beyond lies a slip of the keyboard.</summary>
internal static class Bounds
{
    public const int TimeMsMax = 7 * 24 * 3_600_000;
    public const int CountMax = 1_000_000;
    public const int HeadBytesMax = 1 << 20;
    public const int PortMax = 65_535;
    public const int WeightMax = 256;
    public const int TargetWeightMax = 10_000;
}
