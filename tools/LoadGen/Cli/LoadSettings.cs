using FromScratch.LoadGen.Drivers;
using FromScratch.LoadGen.Io;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Cli;

/// <summary>The checked values of a command line; what only one command knows has a default that switches it off.</summary>
public sealed record LoadSettings
{
    /// <summary>Makes the driver of one thread.</summary>
    public required Func<Dataset, IProtocolDriver> Driver { get; init; }

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
    public int MultiGet { get; init; } = 1;
    public required TimeSpan Duration { get; init; }
    public required long? Requests { get; init; }
    public required TimeSpan Warmup { get; init; }
    public required long WarmupRequests { get; init; }
    public required bool Prefill { get; init; }
    public bool LookAside { get; init; }
    public long ScanEvery { get; init; }
    public long ScanLength { get; init; }
    public long ShiftAfter { get; init; }
    public ValueSizes? ShiftValueSizes { get; init; }
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
