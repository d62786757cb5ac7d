using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Session.Settings;

/// <summary>What CONFIG SET may change while the server runs; begins as the options say.</summary>
internal sealed class RuntimeSettings(KeyValueOptions options)
{
    public RequestLimits RequestLimits { get; private set; } = RequestLimits.Default;

    public long MaxMemoryBytes { get; set; } = options.MaxMemoryBytes;

    public MaxMemoryPolicy MaxMemoryPolicy { get; set; } = options.MaxMemoryPolicy;

    public string RequirePass { get; set; } = options.RequirePass ?? "";

    /// <summary>Negative = nothing is noted; 0 = every command.</summary>
    public long SlowLogSlowerThanMicroseconds { get; set; } = options.SlowLogSlowerThanMicroseconds;

    public int SlowLogMaxLength { get; set; } = options.SlowLogMaxLength;

    public int BulkBytesMax
    {
        get => RequestLimits.BulkBytesMax;
        set => RequestLimits = RequestLimits with { BulkBytesMax = value };
    }
}
