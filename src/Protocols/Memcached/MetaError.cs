namespace FromScratch.Protocols.Memcached;

/// <summary>Why a meta command was refused; <see cref="Replies.Of"/> has the words.</summary>
public enum MetaError : byte
{
    None,
    BadFormat,
    TooManyFlags,
    DuplicateFlag,
    InvalidFlag,
    BadToken,
    KeyNotDecodable,
    OpaqueTooLong,
}
