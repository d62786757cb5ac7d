namespace FromScratch.Log;

/// <summary>
/// Hears what becomes of appended entries. Calls come one at a time, on the flusher thread or inside
/// <see cref="WriteAheadLog.FlushHere"/> on its caller's, and with no lock of the log held.
/// </summary>
public interface ILogListener
{
    /// <summary>
    /// Once per batch, ascending: everything up to <paramref name="index"/> is written and can be read, but may not be kept yet. The sync
    /// that makes it so waits for this call.
    /// </summary>
    void Written(ulong index)
    {
        // Of use only to those who pass entries on.
    }

    /// <summary>Once per batch, ascending: everything up to <paramref name="index"/> is kept as the durability promises.</summary>
    void Committed(ulong index);

    /// <summary>Once, and nothing after it: the log has stopped for good.</summary>
    void Failed(LogFailedException error);

    /// <summary>After an append was refused with Full or DiskFull, when there is room again.</summary>
    void RoomAgain();
}
