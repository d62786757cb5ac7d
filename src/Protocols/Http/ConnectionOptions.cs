namespace FromScratch.Protocols.Http;

/// <summary>What the Connection field asks for (RFC 9110 section 7.6.1).</summary>
[Flags]
public enum ConnectionOptions : byte
{
    None = 0,
    Close = 1,
    KeepAlive = 2,
    Upgrade = 4,

    /// <summary>It names fields that are for this connection only.</summary>
    NamesFields = 8,
}
