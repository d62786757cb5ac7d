using System.Net.Security;

namespace FromScratch.Group;

/// <summary>How connections between members are encrypted. Asked at each handshake, so certificates may change meanwhile.</summary>
public interface IPeerTls
{
    /// <summary>Should want a certificate from the other side.</summary>
    SslServerAuthenticationOptions Accepting { get; }

    /// <param name="host">The member's, as it was dialled.</param>
    SslClientAuthenticationOptions Dialling(string host);
}
