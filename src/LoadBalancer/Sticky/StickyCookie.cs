using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.Backends;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Sticky;

/// <summary>
/// The cookie that ties a client to a server: a signature of backend and server name, so that it tells nothing about the servers and
/// none can be chosen with it. HMAC-SHA256 (RFC 2104), cut to 18 bytes, in base64url.
/// </summary>
internal sealed class StickyCookie(StickyConfig config, string backend)
{
    private const int SignatureBytes = 18;
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(config.Secret);
    private readonly byte[] _before = Encoding.ASCII.GetBytes($"Set-Cookie: {config.Cookie}=");
    private readonly byte[] _after = Encoding.ASCII.GetBytes(
        "; Path=/; HttpOnly; SameSite=Lax"
        + (config.MaxAgeSeconds > 0 ? $"; Max-Age={config.MaxAgeSeconds}" : "") + (config.Secure ? "; Secure" : "") + "\r\n");

    public string Name => config.Cookie;

    /// <summary>The server that the value names; null for a foreign or forged one.</summary>
    public Server? ServerOf(Backend servers, ReadOnlySpan<byte> value)
    {
        Server? found = null;
        foreach (var server in servers.Servers)
        {
            // All are compared, in constant time each: how long it takes tells nothing.
            if (CryptographicOperations.FixedTimeEquals(ValueOf(server), value))
                found = server;
        }

        return found;
    }

    /// <summary>The whole field line.</summary>
    public void Write(Server server, OutputBuffer to)
    {
        to.Write(_before);
        to.Write(ValueOf(server));
        to.Write(_after);
    }

    private byte[] ValueOf(Server server)
    {
        if (server.Cookie is { } known && ReferenceEquals(known.Owner, this))
            return known.Text;
        var signature = HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{backend}/{server.Name}"));
        var value = Base64Url.EncodeToUtf8(signature.AsSpan(0, SignatureBytes));
        server.Cookie = new StickyValue(this, value);
        return value;
    }
}
