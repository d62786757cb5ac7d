namespace FromScratch.LoadBalancer.Proxy;

/// <summary>What one listener did on one loop. Written by that loop alone, read by anyone.</summary>
internal sealed class FrontCounters
{
    public long Connections;
    public long Requests;
    public long BytesIn;
    public long BytesOut;

    /// <summary>By first digit; 0 = no response was sent.</summary>
    public readonly long[] ByClass = new long[6];

    /// <summary>By <see cref="EndReason"/>.</summary>
    public readonly long[] Ends = new long[(int)EndReason.Draining + 1];

    public void Responses(int status) => ByClass[status is >= 100 and < 600 ? status / 100 : 0]++;
}
