using FromScratch.LoadGen.Io;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Cli;

/// <summary>The checked values of the <c>cache</c> command line.</summary>
public sealed record CacheLoadSettings
{
    public required ServerAddress Server { get; init; }
    public required int Connections { get; init; }
    public required int Threads { get; init; }
    public required int Pipeline { get; init; }
    public required double RatePerSecond { get; init; }
    public required long Keys { get; init; }
    public required KeyDistributionSpec KeyDistribution { get; init; }
    public required int KeySizeBytes { get; init; }
    public required string KeyPrefix { get; init; }
    public required ValueSizes ValueSizes { get; init; }
    public required SetGetRatio Ratio { get; init; }
    public required int MultiGet { get; init; }
    public required int TtlSeconds { get; init; }
    public required TimeSpan Duration { get; init; }
    public required long? Requests { get; init; }
    public required TimeSpan Warmup { get; init; }
    public required long WarmupRequests { get; init; }
    public required bool Prefill { get; init; }
    public required bool LookAside { get; init; }
    public required long ScanEvery { get; init; }
    public required long ScanLength { get; init; }
    public required long ShiftAfter { get; init; }
    public required ValueSizes? ShiftValueSizes { get; init; }
    public required ulong Seed { get; init; }
    public required int? ServerPid { get; init; }

    /// <summary>Why these values cannot go together, or null.</summary>
    public string? Conflict()
    {
        if (Threads > Connections)
            return $"--threads '{Threads}' is not allowed: expected at most --connections, {Connections}";
        if (KeyPrefix.Length > KeySizeBytes - KeyFormat.DigitsMin)
        {
            return $"--key-prefix '{KeyPrefix}' is not allowed: expected {KeyFormat.DigitsMin} bytes of --key-size, {KeySizeBytes}, " +
                "left for digits";
        }

        return null;
    }
}
