namespace FromScratch.Protocols.Memcached.Binary;

/// <summary>Why a request is refused before it is executed.</summary>
public enum BinaryFault : byte
{
    None,

    /// <summary>Not a request at all: close without a reply.</summary>
    BadMagic,

    /// <summary>
    /// Key and extras do not fit into the body: answered as an unknown command, then closed, because no boundary can be trusted.
    /// </summary>
    LengthsContradict,

    /// <summary>
    /// The lengths are not those of the command, or the key is too long, or the body absurd: invalid arguments, then closed.
    /// </summary>
    InvalidLengths,

    /// <summary>No such opcode: answered, the body is skipped, and the conversation goes on.</summary>
    UnknownCommand,

    /// <summary>A value that can never be stored: answered, the body is skipped. Extras and key are readable.</summary>
    ValueTooLarge,
}
