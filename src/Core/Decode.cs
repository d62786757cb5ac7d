namespace FromScratch.Core;

/// <summary>What a codec found at the start of the bytes it was given.</summary>
public enum DecodeStatus : byte
{
    /// <summary>The bytes end before the message does; nothing was consumed.</summary>
    NeedMore,

    /// <summary>One whole message was read.</summary>
    Done,

    /// <summary>The bytes can never become a message of this protocol.</summary>
    Invalid,
}
