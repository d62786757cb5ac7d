using System.CommandLine;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FromScratch.Cli.KeyValue;

/// <summary>Whether and how connections are encrypted, in redis-cli's words. The server's certificate must be valid for its host.</summary>
internal sealed class TargetTls
{
    private readonly Option<bool> _tls = new("--tls") { Description = "Encrypt; the certificate must be valid" };

    private readonly Option<string?> _authorities = new("--cacert")
    {
        Description = "PEM file of the authorities that may have issued it; the system's when left out",
    };

    private readonly Option<string?> _certificate = new("--cert") { Description = "PEM file of the certificate to show" };

    private readonly Option<string?> _key = new("--key") { Description = "PEM file of its key" };

    public TargetTls()
    {
        foreach (var option in new[] { _authorities, _certificate, _key })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<string?>() is { } path && !File.Exists(path))
                    result.AddError($"{option.Name} {path}: there is no such file");
            });
        }
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_tls);
        command.Options.Add(_authorities);
        command.Options.Add(_certificate);
        command.Options.Add(_key);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_certificate) is null != result.GetValue(_key) is null)
                result.AddError("--cert and --key: one needs the other");
        });
    }

    /// <summary>Null = in the clear.</summary>
    /// <exception cref="IOException">A file is unusable.</exception>
    public SslClientAuthenticationOptions? Options(ParseResult parsed, string host)
    {
        if (!parsed.GetValue(_tls))
            return null;
        try
        {
            return new SslClientAuthenticationOptions
            {
                TargetHost = host,
                CertificateChainPolicy = Trusting(parsed.GetValue(_authorities)),
                ClientCertificateContext = Shown(parsed.GetValue(_certificate), parsed.GetValue(_key)),
            };
        }
        catch (CryptographicException error)
        {
            throw new IOException($"the certificate files are unusable: {error.Message}", error);
        }
    }

    private static X509ChainPolicy? Trusting(string? path)
    {
        if (path is null)
            return null;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(path);
        return policy;
    }

    private static SslStreamCertificateContext? Shown(string? certificatePath, string? keyPath)
    {
        if (certificatePath is null || keyPath is null)
            return null;
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificatePath);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificatePath, keyPath), chain, offline: true);
    }
}
