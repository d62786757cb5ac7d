using System.Globalization;
using System.Net;

namespace FromScratch.Cache;

/// <summary>Says in one line what is wrong with a configuration: the key, its value and what is allowed.</summary>
public static class CacheOptionsValidator
{
    private const int MiB = 1 << 20;

    /// <summary>Null when all is well.</summary>
    public static string? FirstError(CacheOptions options) =>
        Range("Port", options.Port, 0, 65535)
        ?? Range("MemoryMiB", options.MemoryMiB, 1, 1L << 24)
        ?? Range("ItemBytesMax", options.ItemBytesMax, 1024, 1 << 30)
        ?? Range("ConnectionsMax", options.ConnectionsMax, 1, 1 << 20)
        ?? Range("Threads", options.Threads, 0, 256)
        ?? Range("RequestsPerWakeMax", options.RequestsPerWakeMax, 1, 1 << 20)
        ?? Range("Backlog", options.Backlog, 1, 1 << 20)
        ?? Range("Verbosity", options.Verbosity, 0, 3)
        ?? Range("IdleTimeoutSeconds", options.IdleTimeoutSeconds, 0, int.MaxValue)
        ?? Range("AdminPort", options.AdminPort, -1, 65535)
        ?? Range("UnixSocketMode", options.UnixSocketMode, 0, 0x1FF)
        ?? Range("TlsVerifyMode", options.TlsVerifyMode, 0, 2)
        ?? Range("TlsMinVersion", options.TlsMinVersion, 2, 3)
        ?? Range("OutputBytesMax", options.OutputBytesMax, 64 * 1024, int.MaxValue)
        ?? ItemAgainstMemory(options)
        ?? Delimiter(options.PrefixDelimiter)
        ?? Tls(options)
        ?? options.Listen.Select(ListenAddress).FirstOrDefault(error => error is not null);

    private static string? Range(string key, long value, long least, long most) =>
        value >= least && value <= most ? null : Line(key, value.ToString(CultureInfo.InvariantCulture), $"{least} to {most}");

    private static string? ItemAgainstMemory(CacheOptions options) =>
        options.ItemBytesMax <= options.MemoryMiB * MiB / 2
            ? null
            : Line("ItemBytesMax", options.ItemBytesMax.ToString(CultureInfo.InvariantCulture), $"half of MemoryMiB at most ({options.MemoryMiB * MiB / 2})");

    private static string? Delimiter(string delimiter) => delimiter.Length == 1 ? null : Line("PrefixDelimiter", delimiter, "one character");

    private static string? Tls(CacheOptions options)
    {
        if (!options.TlsEnabled)
            return null;
        if (!File.Exists(options.TlsChainCertificate))
            return Line("TlsChainCertificate", options.TlsChainCertificate, "a PEM file that can be read");
        if (!File.Exists(options.TlsKey))
            return Line("TlsKey", options.TlsKey, "a PEM file that can be read");
        return options.TlsVerifyMode == 0 || File.Exists(options.TlsCaCertificate)
            ? null
            : Line("TlsCaCertificate", options.TlsCaCertificate, "a PEM file that can be read, for TlsVerifyMode 1 and 2");
    }

    private static string? ListenAddress(string text) =>
        ListenAddresses.TryParse(text, 0, out _) ? null : Line("Listen", text, "an address, localhost or *, with or without :port, notls: before it at will");

    private static string Line(string key, string? value, string allowed) => $"Cache:{key} = '{value}': allowed: {allowed}";
}
