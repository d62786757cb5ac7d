using System.Text;
using FromScratch.LoadBalancer.AccessLog;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>The access log of one loop.</summary>
internal sealed class LoopAccessLog(AccessLogBuffer buffer, AccessLogFormat format)
{
    private const int HandOverMs = 250;
    private readonly Dictionary<string, byte[]> _names = [];
    private long _handedOverMs;

    public void Append(in AccessRecord record) => buffer.Append(format, record);

    /// <summary>A quiet balancer's lines are not held back.</summary>
    public void HandOverIfDue(long nowMs)
    {
        if (nowMs - _handedOverMs < HandOverMs)
            return;
        _handedOverMs = nowMs;
        buffer.HandOver();
    }

    public void HandOver() => buffer.HandOver();

    /// <summary>Names of the configuration as bytes; there are few.</summary>
    public ReadOnlySpan<byte> Bytes(string? name)
    {
        if (name is null)
            return default;
        if (_names.TryGetValue(name, out var bytes))
            return bytes;
        bytes = Encoding.UTF8.GetBytes(name);
        _names.Add(name, bytes);
        return bytes;
    }
}
