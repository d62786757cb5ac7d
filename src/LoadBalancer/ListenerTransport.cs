using FromScratch.LoadBalancer.Configuration;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer;

/// <summary>Listeners as the transport knows them.</summary>
internal static class ListenerTransport
{
    /// <summary>Without addresses: those are opened one by one, at the start as at a reload.</summary>
    public static TransportOptions Options(BalancerConfig config, int loops) => new()
    {
        Loops = loops,
        ConnectionsMax = config.Limits.ConnectionsMax,
        // Measured: with 32 the slowest hundredth waits a tenth longer, and the CPU time is the same.
        ReplyBatchMax = 8,
        // An unfinished head and one read more; bodies are never gathered here. Heads may get longer with a reload.
        InputBytesMax = 2 * Bounds.HeadBytesMax,
    };

    public static ListenEndPoint EndPointOf(ListenerConfig listener) => new(listener.Address)
    {
        Tls = listener.Protocol == ListenerProtocol.Https,
        OwnTls = TlsOf(listener),
    };

    /// <summary>Null where it has no certificates.</summary>
    public static TlsOptions? TlsOf(ListenerConfig listener)
    {
        if (listener.Certificates.Count == 0)
            return null;
        var first = listener.Certificates[0];
        var options = new TlsOptions { CertificatePath = first.CertificatePath, KeyPath = first.KeyPath };
        foreach (var (path, key) in listener.Certificates.Skip(1))
            options.MoreCertificates.Add(new TlsCertificate(path, key));
        return options;
    }
}
