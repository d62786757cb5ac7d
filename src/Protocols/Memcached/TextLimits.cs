namespace FromScratch.Protocols.Memcached;

/// <summary>The sizes that memcached's text protocol fixes.</summary>
public static class TextLimits
{
    /// <summary>Longest key in bytes.</summary>
    public const int KeyBytesMax = 250;

    /// <summary>Bytes that may arrive without a line end before the connection is closed; multigets excepted.</summary>
    public const int UnfinishedLineBytesMax = 2048;

    /// <summary>Spaces that an unfinished multiget may start with.</summary>
    public const int LeadingSpacesMax = 100;

    /// <summary>Shortest command line in bytes, its end included.</summary>
    public const int LineBytesMin = 4;

    /// <summary>Tokens of a line that are looked at, the verb included; the rest of the line is ignored.</summary>
    public const int TokensMax = 23;

    /// <summary>Tokens of a meta command, verb and key included.</summary>
    public const int MetaTokensMax = 20;

    /// <summary>Longest opaque token in bytes, its letter included.</summary>
    public const int OpaqueBytesMax = 32;

    /// <summary>Longest value that a length field can announce, so that the terminator still fits an int.</summary>
    public const int ValueBytesMax = int.MaxValue - 2;

    /// <summary>Longest "user password" in bytes.</summary>
    public const int AuthTokenBytesMax = 16384;
}
