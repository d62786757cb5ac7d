namespace FromScratch.Protocols.Memcached;

/// <summary>The fixed replies of the text protocol, line ends included.</summary>
public static class Replies
{
    public static ReadOnlySpan<byte> Ok => "OK\r\n"u8;

    public static ReadOnlySpan<byte> Stored => "STORED\r\n"u8;

    public static ReadOnlySpan<byte> NotStored => "NOT_STORED\r\n"u8;

    public static ReadOnlySpan<byte> Exists => "EXISTS\r\n"u8;

    public static ReadOnlySpan<byte> NotFound => "NOT_FOUND\r\n"u8;

    public static ReadOnlySpan<byte> Deleted => "DELETED\r\n"u8;

    public static ReadOnlySpan<byte> Touched => "TOUCHED\r\n"u8;

    public static ReadOnlySpan<byte> End => "END\r\n"u8;

    public static ReadOnlySpan<byte> MetaNoop => "MN\r\n"u8;

    public static ReadOnlySpan<byte> MetaMiss => "EN\r\n"u8;

    public static ReadOnlySpan<byte> Error => "ERROR\r\n"u8;

    public static ReadOnlySpan<byte> BadFormat => "CLIENT_ERROR bad command line format\r\n"u8;

    public static ReadOnlySpan<byte> BadDataChunk => "CLIENT_ERROR bad data chunk\r\n"u8;

    public static ReadOnlySpan<byte> InvalidExptime => "CLIENT_ERROR invalid exptime argument\r\n"u8;

    public static ReadOnlySpan<byte> InvalidDelta => "CLIENT_ERROR invalid numeric delta argument\r\n"u8;

    public static ReadOnlySpan<byte> NonNumeric => "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n"u8;

    public static ReadOnlySpan<byte> FlushNotAllowed => "CLIENT_ERROR flush_all not allowed\r\n"u8;

    public static ReadOnlySpan<byte> InvalidFlag => "CLIENT_ERROR invalid flag\r\n"u8;

    public static ReadOnlySpan<byte> DuplicateFlag => "CLIENT_ERROR duplicate flag\r\n"u8;

    public static ReadOnlySpan<byte> BadToken => "CLIENT_ERROR bad token in command line format\r\n"u8;

    public static ReadOnlySpan<byte> KeyNotDecodable => "CLIENT_ERROR error decoding key\r\n"u8;

    public static ReadOnlySpan<byte> OpaqueTooLong => "CLIENT_ERROR opaque token too long\r\n"u8;

    public static ReadOnlySpan<byte> TooManyFlags => "CLIENT_ERROR options flags are too long\r\n"u8;

    public static ReadOnlySpan<byte> InvalidSetMode => "CLIENT_ERROR invalid mode for ms M token\r\n"u8;

    public static ReadOnlySpan<byte> InvalidArithmeticMode => "CLIENT_ERROR invalid mode for ma M token\r\n"u8;

    public static ReadOnlySpan<byte> InvalidArithmeticFlag => "CLIENT_ERROR invalid or duplicate flag\r\n"u8;

    public static ReadOnlySpan<byte> Unauthenticated => "CLIENT_ERROR unauthenticated\r\n"u8;

    public static ReadOnlySpan<byte> AuthTokenTooLong => "CLIENT_ERROR auth token too long\r\n"u8;

    public static ReadOnlySpan<byte> BadLineTermination => "CLIENT_ERROR bad command line termination\r\n"u8;

    public static ReadOnlySpan<byte> BadAuthToken => "CLIENT_ERROR bad authentication token format\r\n"u8;

    public static ReadOnlySpan<byte> AuthFailure => "CLIENT_ERROR authentication failure\r\n"u8;

    public static ReadOnlySpan<byte> TooLarge => "SERVER_ERROR object too large for cache\r\n"u8;

    public static ReadOnlySpan<byte> OutOfMemoryStoring => "SERVER_ERROR out of memory storing object\r\n"u8;

    public static ReadOnlySpan<byte> OutOfMemory => "SERVER_ERROR out of memory\r\n"u8;

    public static ReadOnlySpan<byte> Of(MetaError error) => error switch
    {
        MetaError.TooManyFlags => TooManyFlags,
        MetaError.DuplicateFlag => DuplicateFlag,
        MetaError.InvalidFlag => InvalidFlag,
        MetaError.BadToken => BadToken,
        MetaError.KeyNotDecodable => KeyNotDecodable,
        MetaError.OpaqueTooLong => OpaqueTooLong,
        _ => BadFormat,
    };
}
