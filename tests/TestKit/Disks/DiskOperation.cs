namespace FromScratch.TestKit.Disks;

/// <summary>What a program does to a simulated disk.</summary>
public enum DiskOperation
{
    Read,
    Write,
    Sync,
    Create,
    Rename,
    Delete,
    SyncDirectory,
}

/// <summary>The machine lost its power in the middle of an operation.</summary>
public sealed class SimulatedCrashException(string operation) : Exception($"the machine lost its power at {operation}");
