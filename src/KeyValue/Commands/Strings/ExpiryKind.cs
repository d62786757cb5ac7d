namespace FromScratch.KeyValue.Commands.Strings;

/// <summary>How an option of SET or GETEX says when the key expires.</summary>
internal enum ExpiryKind : byte
{
    None,

    /// <summary>EX: seconds from now.</summary>
    Seconds,

    /// <summary>PX: milliseconds from now.</summary>
    Milliseconds,

    /// <summary>EXAT: unix time in seconds.</summary>
    AtSecond,

    /// <summary>PXAT: unix time in milliseconds.</summary>
    AtMillisecond,
}
