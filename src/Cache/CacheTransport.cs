using System.Net;
using System.Net.Sockets;
using FromScratch.Transport;
using FromScratch.Transport.Tls;

namespace FromScratch.Cache;

/// <summary>The cache's options in the transport's terms.</summary>
internal static class CacheTransport
{
    /// <summary>Room for a request's line in front of the largest value.</summary>
    private const int RequestLineBytesMax = 64 * 1024;

    public static TransportOptions Options(CacheOptions cache)
    {
        var options = new TransportOptions
        {
            Loops = cache.Threads,
            Backlog = cache.Backlog,
            ConnectionsMax = cache.ConnectionsMax,
            RejectionMessage = "ERROR Too many open connections\r\n"u8.ToArray(),
            IdleTimeout = TimeSpan.FromSeconds(cache.IdleTimeoutSeconds),
            InputBytesMax = cache.ItemBytesMax + RequestLineBytesMax,
            OutputBytesMax = Math.Max(cache.OutputBytesMax, 2 * cache.ItemBytesMax),
            Tls = Tls(cache),
        };
        options.InputBytesTotalMax = Math.Max(options.InputBytesTotalMax, 2L * options.InputBytesMax);
        foreach (var endPoint in EndPoints(cache))
            options.EndPoints.Add(endPoint);
        return options;
    }

    private static IEnumerable<ListenEndPoint> EndPoints(CacheOptions cache)
    {
        if (cache.UnixSocket is { Length: > 0 } path)
            return [new ListenEndPoint(new UnixDomainSocketEndPoint(path)) { UnixMode = (UnixFileMode)cache.UnixSocketMode }];
        if (cache.Listen.Count == 0)
            return [new ListenEndPoint(new IPEndPoint(IPAddress.Loopback, cache.Port)) { Tls = cache.TlsEnabled }];
        return cache.Listen.Select(text => Listen(text, cache));
    }

    private static ListenEndPoint Listen(string text, CacheOptions cache) =>
        ListenAddresses.TryParse(text, cache.Port, out var address)
            ? new ListenEndPoint(address.EndPoint) { Tls = cache.TlsEnabled && !address.PlainText }
            : throw new ArgumentException($"Cache:Listen = '{text}'", nameof(text));

    private static TlsOptions? Tls(CacheOptions cache) => !cache.TlsEnabled ? null : new TlsOptions
    {
        CertificatePath = cache.TlsChainCertificate!,
        KeyPath = cache.TlsKey!,
        ClientCaPath = cache.TlsVerifyMode == 0 ? null : cache.TlsCaCertificate,
        ClientCertificateOptional = cache.TlsVerifyMode == 1,
        MinVersion = cache.TlsMinVersion == 3 ? TlsVersion.Tls13 : TlsVersion.Tls12,
    };
}
