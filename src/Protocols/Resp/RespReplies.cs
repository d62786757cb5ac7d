namespace FromScratch.Protocols.Resp;

/// <summary>Whole replies that never change, line ends included.</summary>
public static class RespReplies
{
    public static ReadOnlySpan<byte> Ok => "+OK\r\n"u8;

    public static ReadOnlySpan<byte> Pong => "+PONG\r\n"u8;

    public static ReadOnlySpan<byte> Queued => "+QUEUED\r\n"u8;

    public static ReadOnlySpan<byte> Zero => ":0\r\n"u8;

    public static ReadOnlySpan<byte> One => ":1\r\n"u8;

    public static ReadOnlySpan<byte> EmptyBulk => "$0\r\n\r\n"u8;

    public static ReadOnlySpan<byte> EmptyArray => "*0\r\n"u8;

    public static ReadOnlySpan<byte> NullBulk => "$-1\r\n"u8;

    public static ReadOnlySpan<byte> NullArray => "*-1\r\n"u8;

    /// <summary>The one null of RESP3.</summary>
    public static ReadOnlySpan<byte> Null => "_\r\n"u8;

    public static ReadOnlySpan<byte> True => "#t\r\n"u8;

    public static ReadOnlySpan<byte> False => "#f\r\n"u8;

    public static ReadOnlySpan<byte> SyntaxError => "-ERR syntax error\r\n"u8;

    public static ReadOnlySpan<byte> NotAnInteger => "-ERR value is not an integer or out of range\r\n"u8;

    public static ReadOnlySpan<byte> NotAFloat => "-ERR value is not a valid float\r\n"u8;

    public static ReadOnlySpan<byte> WrongType => "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"u8;

    public static ReadOnlySpan<byte> NoSuchKey => "-ERR no such key\r\n"u8;

    public static ReadOnlySpan<byte> AuthenticationRequired => "-NOAUTH Authentication required.\r\n"u8;
}
