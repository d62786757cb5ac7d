using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin.Commands;

/// <summary>`refresh_certs`: reads the certificate files again.</summary>
internal sealed class RefreshCertificatesCommand(CacheOptions options, IServerControl? control) : IAdminCommand
{
    public AdminResult Execute(in AdminLine line, IConnection connection, OutputBuffer output)
    {
        if (!options.TlsEnabled || control is null)
        {
            output.WriteLine("Error TLS not enabled"u8);
            return default;
        }

        output.WriteText(control.RefreshCertificates() is { } why ? "Error " + why : "OK");
        output.Write("\r\n"u8);
        return default;
    }
}
