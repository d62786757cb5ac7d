using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>How servers are asked over TLS: authorities read once per configuration, options made once per name.</summary>
internal sealed class ServerTlsBook
{
    private readonly ConcurrentDictionary<(ServerTlsConfig Config, string Name), SslClientAuthenticationOptions> _options = new();
    private volatile Dictionary<string, X509Certificate2Collection> _authorities = [];

    /// <summary>Reads the files that are named; what was read before stays when one is of no use.</summary>
    /// <returns>Why one is of no use; null when all are.</returns>
    public string? TryPrepare(IReadOnlyList<BackendConfig> backends)
    {
        // Connections by the configuration before may still be made.
        var authorities = new Dictionary<string, X509Certificate2Collection>(_authorities);
        for (var i = 0; i < backends.Count; i++)
        {
            if (backends[i].Tls?.CaPath is not { } path)
                continue;
            try
            {
                var read = new X509Certificate2Collection();
                read.ImportFromPemFile(path);
                if (read.Count == 0)
                    return $"backends[{i}].tls.caPath: {path} holds no certificate";
                authorities[path] = read;
            }
            catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
            {
                return $"backends[{i}].tls.caPath: {path} cannot be read: {error.Message}";
            }
        }

        _authorities = authorities;
        // What was made before may hold authorities that were replaced.
        _options.Clear();
        return null;
    }

    /// <param name="config">Of the backend.</param>
    /// <param name="host">Of the server.</param>
    public SslClientAuthenticationOptions Of(ServerTlsConfig config, string host) =>
        _options.GetOrAdd((config, config.ServerName ?? host), static (key, book) => book.Make(key.Config, key.Name), this);

    private SslClientAuthenticationOptions Make(ServerTlsConfig config, string name)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name,
            CertificateChainPolicy = new X509ChainPolicy
            {
                // Servers inside a site seldom have a list of revoked certificates that could be asked.
                RevocationMode = X509RevocationMode.NoCheck,
                // A handshake runs on an I/O loop, which waits for no other site.
                DisableCertificateDownloads = true,
            },
        };
        if (!config.Verify)
        {
#pragma warning disable CA5359 // What the operator has asked for.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (config.CaPath is { } path)
        {
            options.CertificateChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            options.CertificateChainPolicy.CustomTrustStore.AddRange(_authorities[path]);
        }

        return options;
    }
}
