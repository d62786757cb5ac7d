namespace FromScratch.Protocols.Http;

/// <summary>The four forms of a request target (RFC 9112 section 3.2).</summary>
public enum TargetForm : byte
{
    /// <summary>/path?query, what clients send to origin servers and gateways.</summary>
    Origin,

    /// <summary>http://example.com/path?query, what clients send to proxies and servers must accept.</summary>
    Absolute,

    /// <summary>host:port, only with CONNECT.</summary>
    Authority,

    /// <summary>*, only with OPTIONS.</summary>
    Asterisk,
}
