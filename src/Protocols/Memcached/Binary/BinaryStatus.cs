namespace FromScratch.Protocols.Memcached.Binary;

/// <summary>Status field of a response; numbers are the wire's.</summary>
public enum BinaryStatus : ushort
{
    Success = 0x00,
    KeyNotFound = 0x01,
    KeyExists = 0x02,
    TooLarge = 0x03,
    InvalidArguments = 0x04,
    NotStored = 0x05,
    NonNumeric = 0x06,
    AuthError = 0x20,
    UnknownCommand = 0x81,
    OutOfMemory = 0x82,
}

public static class BinaryStatuses
{
    /// <summary>The body of an error response, in memcached's words; empty for success.</summary>
    public static ReadOnlySpan<byte> Text(this BinaryStatus status) => status switch
    {
        BinaryStatus.KeyNotFound => "Not found"u8,
        BinaryStatus.KeyExists => "Data exists for key."u8,
        BinaryStatus.TooLarge => "Too large."u8,
        BinaryStatus.InvalidArguments => "Invalid arguments"u8,
        BinaryStatus.NotStored => "Not stored."u8,
        BinaryStatus.NonNumeric => "Non-numeric server-side value for incr or decr"u8,
        BinaryStatus.AuthError => "Auth failure."u8,
        BinaryStatus.UnknownCommand => "Unknown command"u8,
        BinaryStatus.OutOfMemory => "Out of memory"u8,
        _ => [],
    };
}
