using System.Numerics;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Statistics;

/// <summary>The figures of one command since the start or CONFIG RESETSTAT.</summary>
internal sealed class CommandFigures(CommandSpec spec)
{
    /// <summary>Powers of two from 1.024 microseconds on; the last one takes whatever is longer (about 18 minutes).</summary>
    public const int BucketCount = 31;

    private readonly long[] _buckets = new long[BucketCount];

    public CommandSpec Spec { get; } = spec;

    public long Calls { get; private set; }

    public long Nanoseconds { get; private set; }

    /// <summary>Not executed: not allowed, wrong number of arguments, memory full.</summary>
    public long Rejected { get; set; }

    /// <summary>Executed and answered with an error.</summary>
    public long Failed { get; set; }

    /// <summary>Calls that took at most 1024 * 2^index nanoseconds and more than half of it.</summary>
    public ReadOnlySpan<long> Buckets => _buckets;

    public void Add(long nanoseconds)
    {
        Calls++;
        Nanoseconds += nanoseconds;
        var bucket = 64 - BitOperations.LeadingZeroCount((ulong)Math.Max(0, nanoseconds - 1) >> 10);
        _buckets[Math.Min(bucket, BucketCount - 1)]++;
    }
}
