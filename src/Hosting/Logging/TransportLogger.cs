using System.Net;
using FromScratch.Transport;
using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting.Logging;

/// <summary>What a transport reports, as log events 1100 and on.</summary>
public sealed partial class TransportLogger(ILogger logger) : ITransportLog
{
    public void SessionFailed(long connectionId, EndPoint? remote, Exception error) =>
        LogSessionFailed(logger, connectionId, remote, error);

    public void AcceptPaused(EndPoint endPoint, string error) => LogAcceptPaused(logger, endPoint, error);

    public void HandshakeFailed(EndPoint? remote, Exception error) => LogHandshakeFailed(logger, remote, error);

    public void CertificateLoaded(string path, DateTime notAfterUtc) => LogCertificateLoaded(logger, path, notAfterUtc);

    public void CertificateRejected(string path, Exception error) => LogCertificateRejected(logger, path, error);

    [LoggerMessage(1100, LogLevel.Error, "connection {ConnectionId} from {Remote} closed: its session failed")]
    private static partial void LogSessionFailed(ILogger logger, long connectionId, EndPoint? remote, Exception error);

    [LoggerMessage(1101, LogLevel.Warning, "accepting on {EndPoint} paused: {Error}")]
    private static partial void LogAcceptPaused(ILogger logger, EndPoint endPoint, string error);

    [LoggerMessage(1102, LogLevel.Debug, "TLS handshake with {Remote} failed")]
    private static partial void LogHandshakeFailed(ILogger logger, EndPoint? remote, Exception error);

    [LoggerMessage(1103, LogLevel.Information, "certificate {Path} in use, valid until {NotAfterUtc}")]
    private static partial void LogCertificateLoaded(ILogger logger, string path, DateTime notAfterUtc);

    [LoggerMessage(1104, LogLevel.Error, "certificate {Path} refused, the one before stays in use")]
    private static partial void LogCertificateRejected(ILogger logger, string path, Exception error);
}
