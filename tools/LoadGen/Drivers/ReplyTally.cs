namespace FromScratch.LoadGen.Drivers;

/// <summary>Outcomes of replies, counted by a driver on its own thread and read by others for display only.</summary>
public sealed class ReplyTally(int missedKeysMax)
{
    private readonly long[] _missedKeys = new long[missedKeysMax];
    private int _missedCount;

    public long Hits { get; private set; }

    public long Misses { get; private set; }

    public long Stored { get; private set; }

    /// <summary>Values whose size or bytes are not those of their key.</summary>
    public long WrongValues { get; private set; }

    /// <summary>Sets that the server had no memory for: a cache may do that under pressure, so it is reported and no error.</summary>
    public long Refused { get; private set; }

    /// <summary>Well-formed error replies other than <see cref="Refused"/>.</summary>
    public long ErrorReplies { get; private set; }

    /// <summary>Text of the first wrong value or error reply, empty when there was none.</summary>
    public string FirstProblem { get; private set; } = "";

    /// <summary>Keys missed since the last <see cref="ClearMissed"/>; keys beyond the capacity are counted but not listed.</summary>
    public ReadOnlySpan<long> MissedKeys => _missedKeys.AsSpan(0, _missedCount);

    public void ClearMissed() => _missedCount = 0;

    public void Hit() => Hits++;

    public void Store() => Stored++;

    public void Refuse() => Refused++;

    public void Miss(ReadOnlySpan<long> keys)
    {
        Misses += keys.Length;
        foreach (var key in keys)
        {
            if (_missedCount < _missedKeys.Length)
                _missedKeys[_missedCount++] = key;
        }
    }

    public void WrongValue(long key, int expectedBytes, int receivedBytes)
    {
        WrongValues++;
        Note($"wrong value for key {key}: expected {expectedBytes} bytes of its pattern, received {receivedBytes} bytes");
    }

    public void ErrorReply(string line)
    {
        ErrorReplies++;
        Note(line);
    }

    private void Note(string problem)
    {
        if (FirstProblem.Length == 0)
            FirstProblem = problem;
    }
}
