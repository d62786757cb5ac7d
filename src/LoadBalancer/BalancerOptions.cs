using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer;

/// <summary>What a process is told by its command line: the short form, or the file with the long one.</summary>
public sealed class BalancerOptions
{
    /// <summary>lb.json; excludes the short form.</summary>
    public string? Config { get; set; }

    public IList<string> Listen { get; } = [];

    public IList<string> Backend { get; } = [];

    public string? Policy { get; set; }

    public string? Check { get; set; }

    public string? Sticky { get; set; }

    public string? StickySecret { get; set; }

    public string? Certificate { get; set; }

    public string? CertificateKey { get; set; }

    public string? BackendCa { get; set; }

    public bool BackendInsecure { get; set; }

    public string? AccessLog { get; set; }

    /// <summary>0 = one per processor.</summary>
    public int Threads { get; set; }

    /// <summary>-1 = none.</summary>
    public int AdminPort { get; set; } = 8404;

    /// <summary>Reads the file, or makes of the short form what a file would have said.</summary>
    public ConfigResult Read() => Config is { } path
        ? ConfigFile.Load(path)
        : QuickConfig.From(new QuickOptions
        {
            Listens = [.. Listen],
            Backends = [.. Backend],
            Policy = Policy,
            CheckPath = Check,
            StickyCookie = Sticky,
            StickySecret = StickySecret,
            CertificatePath = Certificate,
            KeyPath = CertificateKey,
            BackendCaPath = BackendCa,
            BackendInsecure = BackendInsecure,
            AccessLog = AccessLog,
        });
}
