namespace FromScratch.Protocols.Memcached;

/// <summary>The line of set, add, replace, append, prepend or cas: `verb key flags exptime length [cas] [noreply]`.</summary>
public ref struct StorageCommand
{
    public ReadOnlySpan<byte> Key;
    public uint ClientFlags;

    /// <summary>As the client wrote it; see memcached's protocol.txt, "Expiration times".</summary>
    public int Exptime;

    /// <summary>Bytes of the value, its terminator not counted.</summary>
    public int ValueLength;

    /// <summary>The CAS id of `cas`; 0 for the other verbs.</summary>
    public ulong Cas;
    public bool NoReply;

    public static StorageParse Parse(in TextLine line, out StorageCommand command)
    {
        var tokens = new LineTokens(line.Arguments);
        command = default;
        if (tokens.Count < 4 || !TextNumbers.TryParseStrictInt32(tokens[3], out command.ValueLength)
            || command.ValueLength is < 0 or > TextLimits.ValueBytesMax)
        {
            return StorageParse.Malformed;
        }

        command.Key = tokens[0];
        command.NoReply = tokens.NoReply;
        if (command.Key.Length > TextLimits.KeyBytesMax
            || !TextNumbers.TryParseUInt32(tokens[1], out command.ClientFlags)
            || !TextNumbers.TryParseInt32(tokens[2], out command.Exptime))
        {
            return StorageParse.Refused;
        }

        if (line.Verb == TextVerb.Cas && (tokens.Count < 5 || !TextNumbers.TryParseUInt64(tokens[4], out command.Cas)))
            return StorageParse.Refused;
        return StorageParse.Ok;
    }
}

public enum StorageParse : byte
{
    Ok,

    /// <summary>The length is not known, so what follows is read as commands.</summary>
    Malformed,

    /// <summary>Something else is wrong; the value still has to be swallowed.</summary>
    Refused,
}
