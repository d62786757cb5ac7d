using System.Net.Security;
using System.Security.Cryptography;

namespace FromScratch.Transport.Tls;

/// <summary>
/// The certificate in use. A handshake compares the files' times and lengths with those last read, unless one has done so at the same
/// time of the clock; changed files are read once, and when they are unusable the certificate before them stays.
/// </summary>
/// <param name="options">The files.</param>
/// <param name="log">Told of what was read.</param>
/// <param name="nowMs">A clock of coarse steps.</param>
internal sealed class CertificateStore(TlsOptions options, ITransportLog log, Func<long> nowMs) : IDisposable
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

    /// <summary>For handshakes, from the files as they were at this time of the clock.</summary>
    public LoadedCertificate Current()
    {
        var now = nowMs();
        if (Volatile.Read(ref _lookedAtMs) == now)
            return _current!;
        lock (_gate)
        {
            if (_stamp != FileStamp.Of(options))
                TryReload();
            Volatile.Write(ref _lookedAtMs, now);
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
