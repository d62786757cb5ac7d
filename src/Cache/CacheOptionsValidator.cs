using FromScratch.Cache.Session.Auth;
using FromScratch.Hosting.Options;

namespace FromScratch.Cache;

/// <summary>What the cache's options may be.</summary>
public static class CacheOptionsValidator
{
    private const int MiB = 1 << 20;

    /// <summary>Notes every value that is out of its range.</summary>
    public static void Check(CacheOptions options, OptionsCheck check)
    {
        check.Range("Port", options.Port, 0, 65535)
            .Range("MemoryMiB", options.MemoryMiB, 1, 1L << 24)
            .Range("ItemBytesMax", options.ItemBytesMax, 1024, 1 << 30)
            .Require("ItemBytesMax", options.ItemBytesMax, options.ItemBytesMax <= options.MemoryMiB * MiB / 2, "half of MemoryMiB at most")
            .Range("ConnectionsMax", options.ConnectionsMax, 1, 1 << 20)
            .Range("Threads", options.Threads, 0, 256)
            .Range("RequestsPerWakeMax", options.RequestsPerWakeMax, 1, 1 << 20)
            .Range("Backlog", options.Backlog, 1, 1 << 20)
            .Range("Verbosity", options.Verbosity, 0, 3)
            .Range("IdleTimeoutSeconds", options.IdleTimeoutSeconds, 0, int.MaxValue)
            .Range("AdminPort", options.AdminPort, -1, 65535)
            .Range("UnixSocketMode", options.UnixSocketMode, 0, 0x1FF)
            .Range("OutputBytesMax", options.OutputBytesMax, 64 * 1024, int.MaxValue)
            .Require("PrefixDelimiter", options.PrefixDelimiter, options.PrefixDelimiter.Length == 1, "one character")
            .Defined("Eviction", options.Eviction)
            .Defined("Protocol", options.Protocol);
        if (options.PasswordFile is { Length: > 0 } passwords && PasswordFile.WhyUnusable(passwords) is { } why)
            check.Require("PasswordFile", passwords, false, $"the path of a file of user:password lines ({why})");
        foreach (var address in options.Listen)
        {
            const string Allowed = "an address, localhost or *, with or without :port, notls: before it at will";
            check.Require("Listen", address, ListenAddresses.TryParse(address, 0, out _), Allowed);
        }

        if (options.TlsEnabled)
            CheckTls(options, check);
    }

    private static void CheckTls(CacheOptions options, OptionsCheck check)
    {
        const string Pem = "the path of a PEM file";
        check.Range("TlsVerifyMode", options.TlsVerifyMode, 0, 3)
            .Range("TlsMinVersion", options.TlsMinVersion, 2, 3)
            .Require("TlsChainCertificate", options.TlsChainCertificate, File.Exists(options.TlsChainCertificate), Pem)
            .Require("TlsKey", options.TlsKey, File.Exists(options.TlsKey), Pem)
            .Require(
                "TlsCaCertificate", options.TlsCaCertificate,
                options.TlsVerifyMode == 0 || File.Exists(options.TlsCaCertificate), Pem);
    }
}
