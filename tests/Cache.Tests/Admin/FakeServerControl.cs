using FromScratch.Cache.Admin;

namespace FromScratch.Cache.Tests.Admin;

/// <summary>Remembers what operators asked of the process.</summary>
internal sealed class FakeServerControl : IServerControl
{
    public List<bool> Shutdowns { get; } = [];

    public List<int> Verbosities { get; } = [];

    public string? RefreshFailure { get; set; }

    public void Shutdown(bool graceful) => Shutdowns.Add(graceful);

    public string? RefreshCertificates() => RefreshFailure;

    public void SetVerbosity(int level) => Verbosities.Add(level);

    public ProcessInfo ReadProcess() => new(4711, TimeSpan.FromMilliseconds(1500), TimeSpan.FromMicroseconds(250));
}
