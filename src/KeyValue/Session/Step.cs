namespace FromScratch.KeyValue.Session;

/// <summary>What became of one request.</summary>
internal enum Step : byte
{
    /// <summary>Answered, or submitted to the store: on to the next.</summary>
    Done,

    /// <summary>As done, and the reply is the store's: EXEC.</summary>
    Submitted,

    /// <summary>Cannot be executed before what was submitted is answered: it stays in the input.</summary>
    Wait,

    /// <summary>It is taken, its reply comes later; nothing behind it is executed before.</summary>
    Deferred,

    /// <summary>Close once the replies are sent.</summary>
    Close,
}
