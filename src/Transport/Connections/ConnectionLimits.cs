namespace FromScratch.Transport.Connections;

/// <summary>The part of the options that one connection's rules need, shared by all of them.</summary>
internal sealed class ConnectionLimits(TransportOptions options)
{
    public readonly int OutputPauseBytes = options.OutputPauseBytes;
    public readonly int OutputBytesMax = options.OutputBytesMax;
    public readonly int InputBytesMax = options.InputBytesMax;
    public readonly long OutputStallMs = options.OutputStallTimeoutMs;
    public readonly long IdleMs = (long)options.IdleTimeout.TotalMilliseconds;
    public readonly InputBudget InputBudget = new(options.InputBytesTotalMax);
}
