namespace FromScratch.Replication;

public enum LogChangeKind : byte
{
    /// <summary>The log stays as it is.</summary>
    None,

    /// <summary>Append the message's entries from the one with index <see cref="LogChange.Index"/> on, then call Appended.</summary>
    Append,

    /// <summary>Cut off everything behind <see cref="LogChange.Index"/>, durably, then call Truncated; the entries come again.</summary>
    Truncate,
}

/// <summary>What the caller must do with its log before the replica takes another append.</summary>
public readonly record struct LogChange(LogChangeKind Kind, ulong Index);
