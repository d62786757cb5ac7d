using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer;

/// <summary>What a reload does to the access log, prepared as far as it can fail.</summary>
/// <param name="config">To be in force.</param>
/// <param name="stream">Opened for it; null = no log is written.</param>
internal sealed class AccessLogPlan(AccessLogConfig config, Stream? stream) : IDisposable
{
    private Stream? _stream = stream;

    public AccessLogConfig Config => config;

    /// <summary>From here on it is the caller's.</summary>
    public Stream? Take()
    {
        (var taken, _stream) = (_stream, null);
        return taken;
    }

    /// <summary>Without a commit before: nothing has changed.</summary>
    public void Dispose() => _stream?.Dispose();
}
