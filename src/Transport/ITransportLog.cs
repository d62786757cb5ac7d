using System.Net;

namespace FromScratch.Transport;

/// <summary>
/// What an operator may want to know of the transport; called on I/O threads, so it must not block. Hosts map it onto their logger.
/// </summary>
public interface ITransportLog
{
    void Listening(EndPoint endPoint, bool tls)
    {
    }

    /// <summary>A session threw; its connection was closed, the others go on.</summary>
    void SessionFailed(long connectionId, EndPoint? remote, Exception error)
    {
    }

    /// <summary>accept failed (out of descriptors, usually); the listener pauses for a moment.</summary>
    void AcceptPaused(EndPoint endPoint, string error)
    {
    }

    void HandshakeFailed(EndPoint? remote, Exception error)
    {
    }

    void CertificateLoaded(string path, DateTime notAfterUtc)
    {
    }

    /// <summary>The changed files are unusable; the certificate loaded before stays in use.</summary>
    void CertificateRejected(string path, Exception error)
    {
    }
}

/// <summary>Says nothing.</summary>
public sealed class NullTransportLog : ITransportLog
{
    public static NullTransportLog Instance { get; } = new();
}
