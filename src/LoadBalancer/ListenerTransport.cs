using FromScratch.LoadBalancer.Configuration;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer;

/// <summary>Listeners as the transport knows them.</summary>
internal static class ListenerTransport
{
    public static TransportOptions Options(BalancerConfig config, int loops)
    {
        var options = new TransportOptions
        {
            Loops = loops,
            ConnectionsMax = config.Limits.ConnectionsMax,
            // Measured: with 32 the slowest hundredth waits a tenth longer, and the CPU time is the same.
            ReplyBatchMax = 8,
            // An unfinished head and one read more; bodies are never gathered here.
            InputBytesMax = Math.Max(256 * 1024, 2 * config.Limits.HeadBytesMax),
        };
        foreach (var listener in config.Listeners)
        {
            options.EndPoints.Add(new ListenEndPoint(listener.Address)
            {
                Tls = listener.Protocol == ListenerProtocol.Https,
                DialsTls = DialsTls(listener, config),
            });
        }

        var certificates = config.Listeners.SelectMany(listener => listener.Certificates).Distinct().ToList();
        if (certificates.Count > 0)
        {
            options.Tls = new TlsOptions { CertificatePath = certificates[0].CertificatePath, KeyPath = certificates[0].KeyPath };
            foreach (var (path, key) in certificates.Skip(1))
                options.Tls.MoreCertificates.Add(new TlsCertificate(path, key));
        }

        return options;
    }

    private static bool DialsTls(ListenerConfig listener, BalancerConfig config) => listener.Routes
        .SelectMany(route => route.Targets)
        .Any(target => config.Backends.Any(backend => backend.Name == target.Backend && backend.Tls is not null));

    /// <summary>Why the second cannot take the first one's place while it runs; null when it can.</summary>
    public static string? WhyNot(BalancerConfig now, BalancerConfig next)
    {
        if (now.Listeners.Count != next.Listeners.Count)
            return "listeners: their number changes only with a restart";
        for (var i = 0; i < now.Listeners.Count; i++)
        {
            var (before, after) = (now.Listeners[i], next.Listeners[i]);
            if (before.Name != after.Name || before.Protocol != after.Protocol || !before.Address.Equals(after.Address))
                return $"listeners[{i}]: name, protocol and address change only with a restart";
            if (after.Protocol != ListenerProtocol.Https && !DialsTls(before, now) && DialsTls(after, next))
                return $"listeners[{i}]: its first backend with tls needs a restart";
            if (!before.Certificates.SequenceEqual(after.Certificates))
                return $"listeners[{i}].certificates: other files need a restart; changed files do not";
        }

        return now.Limits.ConnectionsMax == next.Limits.ConnectionsMax ? null : "limits.connectionsMax: changes only with a restart";
    }
}
