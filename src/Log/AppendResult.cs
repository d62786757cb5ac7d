namespace FromScratch.Log;

/// <summary>What became of an append.</summary>
public enum AppendResult : byte
{
    /// <summary>It waits in the queue; the listener hears when it is kept.</summary>
    Appended,

    /// <summary>The queue has no room; the listener hears when it has again.</summary>
    Full,

    /// <summary>The disk has no room; the listener hears when it has again.</summary>
    DiskFull,

    /// <summary>The log has stopped for good.</summary>
    Failed,
}
