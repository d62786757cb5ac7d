using System.Net.Security;
using System.Security.Cryptography;

namespace FromScratch.Transport.Tls;

/// <summary>
/// The certificate in use. A handshake compares the files' times and lengths with those last read, unless one has done so at the same
/// time of the clock; changed files are read once, and when they are unusable the certificate before them stays.
/// </summary>
internal sealed class CertificateStore(TlsOptions options, ITransportLog log) : IDisposable
{
    private readonly Lock _gate = new();
    private volatile LoadedCertificate? _current;
    private FileStamp _stamp;
    private long _lookedAtMs = -1;

    /// <exception cref="IOException">The files are unusable; the message says which and why.</exception>
    public void LoadFirst()
    {
        try
        {
            lock (_gate)
                Load();
        }
        catch (Exception error) when (IsUnusable(error))
        {
            throw new IOException(
                $"The certificate {options.CertificatePath} with key {options.KeyPath} is unusable: {error.Message}", error);
        }
    }

    /// <summary>Reads the files now; false when the certificate before stays.</summary>
    public bool TryReload()
    {
        lock (_gate)
        {
            try
            {
                Load();
                return true;
            }
            catch (Exception error) when (IsUnusable(error))
            {
                log.CertificateRejected(options.CertificatePath, error);
                return false;
            }
        }
    }

    /// <summary>For many handshakes: from the files as they were at this time of a clock, which goes in coarse steps.</summary>
    public LoadedCertificate Current(long nowMs)
    {
        if (Volatile.Read(ref _lookedAtMs) == nowMs)
            return _current!;
        var current = Current();
        Volatile.Write(ref _lookedAtMs, nowMs);
        return current;
    }

    /// <summary>For handshakes, from the files as they are now.</summary>
    public LoadedCertificate Current()
    {
        lock (_gate)
        {
            if (_stamp != FileStamp.Of(options))
                TryReload();
            return _current!;
        }
    }

    public void Dispose() => _current?.Dispose();

    /// <summary>The one before is left to the collector: handshakes may still be using it.</summary>
    private void Load()
    {
        _stamp = FileStamp.Of(options);
        _current = LoadedCertificate.Load(options);
        log.CertificateLoaded(options.CertificatePath, _current.NotAfterUtc);
    }

    private static bool IsUnusable(Exception error) =>
        error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;

    private readonly record struct FileStamp(long Certificate, long Key, long Authorities)
    {
        public static FileStamp Of(TlsOptions options) => new(Of(options.CertificatePath), Of(options.KeyPath), Of(options.ClientCaPath));

        private static long Of(string? path)
        {
            var file = path is null ? null : new FileInfo(path);
            // Where secrets are mounted, a link stays as it is when what it leads to is replaced.
            if (file?.LinkTarget is not null)
                file = TargetOf(file);
            return file is { Exists: true } ? HashCode.Combine(file.LastWriteTimeUtc, file.Length, file.FullName) : 0;
        }

        private static FileInfo? TargetOf(FileInfo link)
        {
            try
            {
                return link.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            }
            catch (IOException)
            {
                // Links in a circle, or one that was removed meanwhile: nothing that could be read.
                return null;
            }
        }
    }
}
