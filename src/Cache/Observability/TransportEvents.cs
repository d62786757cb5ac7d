using System.Net;
using FromScratch.Transport;
using Microsoft.Extensions.Logging;

namespace FromScratch.Cache.Observability;

/// <summary>The transport's events in the server's log.</summary>
internal sealed class TransportEvents(ILogger log) : ITransportLog
{
    public void SessionFailed(long connectionId, EndPoint? remote, Exception error) => CacheLog.SessionFailed(log, connectionId, remote, error);

    public void AcceptPaused(EndPoint endPoint, string error) => CacheLog.AcceptPaused(log, endPoint, error);

    public void HandshakeFailed(EndPoint? remote, Exception error) => CacheLog.HandshakeFailed(log, remote, error.Message);

    public void CertificateLoaded(string path, DateTime notAfterUtc) => CacheLog.CertificateLoaded(log, path, notAfterUtc);

    public void CertificateRejected(string path, Exception error) => CacheLog.CertificateRejected(log, path, error.Message);
}
