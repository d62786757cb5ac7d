using System.Text;
using FromScratch.LoadBalancer.AccessLog;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>The access log of one loop.</summary>
internal sealed class LoopAccessLog(AccessLogBuffer buffer, AccessLogFormat format)
{
    private readonly Dictionary<string, byte[]> _names = [];

    public void Append(in AccessRecord record) => buffer.Append(format, record);

    public void HandOver() => buffer.HandOver();

    /// <summary>Its last lines are handed over; another one takes its place.</summary>
    public void Close() => buffer.Close();

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
