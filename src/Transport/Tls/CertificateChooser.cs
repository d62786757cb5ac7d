using System.Net.Security;

namespace FromScratch.Transport.Tls;

/// <summary>The certificates of a server, and which of them a client gets: that for the name it asks for (SNI), else the first.</summary>
internal sealed class CertificateChooser : IDisposable
{
    private readonly CertificateStore[] _stores;
    private readonly Func<long> _nowMs;

    /// <param name="options">The files.</param>
    /// <param name="log">Told of what was read.</param>
    /// <param name="nowMs">A clock of coarse steps: files are looked at once in each.</param>
    public CertificateChooser(TlsOptions options, ITransportLog log, Func<long> nowMs)
    {
        _nowMs = nowMs;
        HandshakeTimeout = TimeSpan.FromMilliseconds(options.HandshakeTimeoutMs);
        TlsOptions[] all = [options, .. options.MoreCertificates.Select(more => With(options, more))];
        _stores = Array.ConvertAll(all, one => new CertificateStore(one, log));
    }

    /// <summary>A handshake that takes longer is given up.</summary>
    public TimeSpan HandshakeTimeout { get; }

    /// <exception cref="IOException">Files are unusable; the message says which and why.</exception>
    public void LoadFirst() => Array.ForEach(_stores, store => store.LoadFirst());

    /// <summary>Reads all files now; false when one of the certificates before stays.</summary>
    public bool TryReload() => _stores.Count(store => store.TryReload()) == _stores.Length;

    /// <summary>Server side of a handshake.</summary>
    public async Task<SslStream> AuthenticateAsync(Stream stream, CancellationToken cancellation)
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await AuthenticateAsync(tls, cancellation).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The same without a limit in time, by the caller's own stream.</summary>
    public Task AuthenticateAsync(SslStream tls) => AuthenticateAsync(tls, CancellationToken.None);

    public void Dispose() => Array.ForEach(_stores, store => store.Dispose());

    private Task AuthenticateAsync(SslStream tls, CancellationToken cancellation) => _stores.Length == 1
        ? tls.AuthenticateAsServerAsync(_stores[0].Current(_nowMs()).ServerOptions, cancellation)
        : tls.AuthenticateAsServerAsync(Choose, null, cancellation);

    private ValueTask<SslServerAuthenticationOptions> Choose(
        SslStream stream, SslClientHelloInfo hello, object? state, CancellationToken cancellation)
    {
        foreach (var store in _stores)
        {
            if (hello.ServerName.Length > 0 && store.Current(_nowMs()) is var certificate && certificate.IsFor(hello.ServerName))
                return ValueTask.FromResult(certificate.ServerOptions);
        }

        return ValueTask.FromResult(_stores[0].Current(_nowMs()).ServerOptions);
    }

    private static TlsOptions With(TlsOptions options, TlsCertificate certificate) => new()
    {
        CertificatePath = certificate.CertificatePath,
        KeyPath = certificate.KeyPath,
        ClientCaPath = options.ClientCaPath,
        ClientCertificateOptional = options.ClientCertificateOptional,
        MinVersion = options.MinVersion,
        HandshakeTimeoutMs = options.HandshakeTimeoutMs,
    };
}
