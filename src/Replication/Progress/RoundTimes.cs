namespace FromScratch.Replication.Progress;

/// <summary>Numbers heartbeat rounds and remembers when the last ones were sent. A number is never used again.</summary>
internal sealed class RoundTimes
{
    private const int Remembered = 256;
    private readonly (ulong Round, long SentMs)[] _rounds = new (ulong, long)[Remembered];

    public ulong Last { get; private set; }

    public ulong Begin(long nowMs)
    {
        Last++;
        _rounds[Last % Remembered] = (Last, nowMs);
        return Last;
    }

    /// <summary>Null = too long ago, or never sent.</summary>
    public long? SentMs(ulong round)
    {
        var (found, sentMs) = _rounds[round % Remembered];
        return round > 0 && found == round ? sentMs : null;
    }
}
